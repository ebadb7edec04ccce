package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.kek.GuardedKek;
import io.quorumseal.core.internal.kek.Guarding;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What one case works with: a subject of its own, and all that was opened or made for it. */
public final class Scene implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    static final int DEK_LENGTH = 32;

    private final SecureRandom random = new SecureRandom();
    private final KekSubject subject;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final List<Reach.Held> hanging = new ArrayList<>();
    private Optional<Kek> kek = Optional.empty();

    /**
     * Makes a scene.
     *
     * @param subject the subject; closed by whoever made it
     */
    public Scene(KekSubject subject) {
        this.subject = subject;
    }

    KekSubject subject() {
        return subject;
    }

    FaultProxy faults() {
        return subject.reach().proxied().orElseThrow();
    }

    /** Has what is outside of the process hang, or take a time that is too long for anybody. */
    void hang(Duration tooLong) throws Exception {
        if (subject.reach() instanceof Reach.Calls calls) {
            keep(calls.stall().begin());
        } else {
            faults().always(Fault.delay(tooLong));
        }
    }

    /** Has it be as before; what was held goes on. */
    void goOn() throws IOException {
        for (Reach.Held held : heldSoFar()) {
            held.close();
        }
        subject.reach().proxied().ifPresent(FaultProxy::clear);
    }

    private synchronized List<Reach.Held> heldSoFar() {
        return List.copyOf(hanging);
    }

    /** Gives the KEK as it has to be back in time: by itself, or under guard where nobody can take its calls back. */
    Kek timely() {
        return subject.reach() instanceof Reach.Calls ? keep(GuardedKek.lent(kek(), Guarding.DEFAULT)) : kek();
    }

    /** Opens the KEK as above. */
    Kek openTimely(Duration timeout) {
        String uri = subject.uri();
        return subject.reach() instanceof Reach.Calls
                ? keep(GuardedKek.open(left -> subject.provider().open(uri, new Host(left)), timeout, Guarding.DEFAULT))
                : open(uri, timeout);
    }

    /** The service's own answer for a kind of failure. */
    Optional<Fault> answer(KekException.Kind kind) {
        return Optional.ofNullable(subject.answers().get(kind));
    }

    /** The KEK under test, opened at the first call. */
    synchronized Kek kek() {
        if (kek.isEmpty()) {
            kek = Optional.of(open(subject.uri()));
        }
        return kek.get();
    }

    Kek open(String uri) {
        return open(uri, TIMEOUT);
    }

    Kek open(String uri, Duration timeout) {
        return keep(subject.provider().open(uri, new Host(timeout)));
    }

    /** A new random DEK. */
    SecretBytes dek() {
        return dek(DEK_LENGTH);
    }

    SecretBytes dek(int length) {
        return keep(SecretBytes.random(length, random));
    }

    byte[] wrap(SecretBytes dek) {
        return kek().wrap(dek, CONTEXT, TIMEOUT);
    }

    SecretBytes unwrap(byte[] wrapped) {
        return unwrap(kek(), wrapped);
    }

    SecretBytes unwrap(Kek by, byte[] wrapped) {
        return keep(by.unwrap(wrapped, CONTEXT, TIMEOUT));
    }

    SecureRandom random() {
        return random;
    }

    synchronized Kek keep(Kek one) {
        opened.push(one::close);
        return one;
    }

    synchronized SecretBytes keep(SecretBytes secret) {
        opened.push(secret::close);
        return secret;
    }

    private synchronized void keep(Reach.Held held) {
        hanging.add(held);
    }

    /** What hangs goes on first: what is closed may wait for it. */
    @Override
    public synchronized void close() throws IOException {
        goOn();
        kek = Optional.empty();
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }

    private record Host(Duration timeout) implements KekHost {
        @Override
        public Kek open(String uri) {
            return new TestKekHost().open(uri);
        }
    }
}
