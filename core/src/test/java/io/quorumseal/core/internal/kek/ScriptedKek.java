package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A KEK that does what a test says at each call. Its blobs are the DEK behind one byte, which names the KEK. */
final class ScriptedKek implements Kek {
    static final WrapContext CONTEXT = new WrapContext("c", Purpose.RAFT, new DekId(7));

    /** What happens at a call, before it answers. */
    interface Step {
        void run() throws Exception;
    }

    final Queue<Step> script = new ConcurrentLinkedQueue<>();
    final Queue<SecretBytes> given = new ConcurrentLinkedQueue<>();
    final AtomicInteger calls = new AtomicInteger();
    volatile int batch = 1;
    volatile Optional<SecretBytes> macSecret = Optional.empty();
    volatile Supplier<Optional<String>> fingerprint;
    volatile boolean forAnybody;
    volatile boolean closed;
    private final int name;

    ScriptedKek(int name) {
        this.name = name;
        this.fingerprint = () -> Optional.of("fp" + name);
    }

    /** Has the next call do something; without a script, calls succeed. */
    ScriptedKek next(Step step) {
        script.add(step);
        return this;
    }

    ScriptedKek nextFails(Kind... kinds) {
        for (Kind kind : kinds) {
            next(() -> {
                throw new KekException(kind, "why " + kind);
            });
        }
        return this;
    }

    /** A client that ignores interrupts. */
    static Step hangingUntil(CountDownLatch latch) {
        return () -> {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException e) {
                    // As some drivers do.
                }
            }
        };
    }

    byte[] blob(int dek) {
        return new byte[] {(byte) name, (byte) dek};
    }

    static boolean isClosed(SecretBytes secret) {
        try {
            return secret.readSecret(raw -> false);
        } catch (RejectedException e) {
            return e.reason() == RejectedException.Reason.CLOSED;
        }
    }

    private void step() {
        calls.incrementAndGet();
        Step step = script.poll();
        try {
            if (step != null) {
                step.run();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new KekException(Kind.UNREACHABLE, "interrupted", e);
        }
    }

    @Override
    public String description() {
        return "scripted:" + name;
    }

    @Override
    public Optional<String> fingerprint() {
        return fingerprint.get();
    }

    @Override
    public boolean anybodyCanWrap() {
        return forAnybody;
    }

    @Override
    public Optional<SecretBytes> macSecret() {
        return macSecret.map(SecretBytes::copy);
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        step();
        return dek.readSecret(raw -> blob(raw[0]));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        step();
        return open(wrapped);
    }

    private SecretBytes open(byte[] wrapped) {
        if (wrapped[0] != name) {
            throw new KekException(Kind.WRONG_KEY, "wrapped under " + wrapped[0] + ", this is " + name);
        }
        SecretBytes dek = SecretBytes.take(new byte[] {wrapped[1]});
        given.add(dek);
        return dek;
    }

    @Override
    public int maxBatch() {
        return batch;
    }

    /** One step for the whole batch; a DEK 99 does not answer. */
    @Override
    public List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
        step();
        return all.stream().map(this::outcome).toList();
    }

    private Unwrapped outcome(Wrapped one) {
        try {
            return one.bytes()[1] == 99
                    ? new Unwrapped.Failed(new KekException(Kind.UNREACHABLE, "shard down"))
                    : new Unwrapped.Dek(open(one.bytes()));
        } catch (KekException e) {
            return new Unwrapped.Failed(e);
        }
    }

    @Override
    public void probe(Duration timeout) {
        step();
    }

    @Override
    public void close() {
        closed = true;
    }
}
