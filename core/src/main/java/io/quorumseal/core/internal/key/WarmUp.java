package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Has the code of sealing and opening compiled before the first payload needs it, on a thread of its own: a cipher that the
 * JVM still interprets takes some forty times as long, and it is calls that count, not bytes. Small messages are sealed and
 * opened under keys that are drawn here, serve nothing else, and are zeroed at the end, with nonces of their own; on the
 * way the JVM also meets its MAC, its source of random bytes, and the derivation of keys. It is done once in a process for a
 * provider's id and a suite, and ends with the runtime, or with its time, if that comes first.
 */
public final class WarmUp implements AutoCloseable {
    /** How many messages are sealed, and opened, under each suite. */
    static final int MESSAGES = 100_000;

    private static final int SIZE = 64;
    private static final DekId VALUE = new DekId(1);
    private static final DekId PAYLOAD = new DekId(2);
    private static final Binding VALUES = Binding.values("");
    private static final Binding LOG = Binding.log(new GroupId("warm-up"), "warm-up");
    private static final ByteBuffer STORAGE_KEY = ByteBuffer.allocate(16);

    /** Which providers, with which suites, the whole process has warm. */
    private static final Set<String> WARM = ConcurrentHashMap.newKeySet();

    private final AeadProvider aead;
    private final Set<Integer> suites;
    private final long nanos;
    private final LongSupplier clock;
    private final long begun;
    private final Thread thread = new Thread(this::run, "quorumseal-warm-up");
    private volatile boolean ended;

    private WarmUp(AeadProvider aead, Set<Integer> suites, Duration atMost, LongSupplier clock) {
        this.aead = aead;
        this.suites = suites;
        this.nanos = atMost.toNanos();
        this.clock = clock;
        this.begun = clock.getAsLong();
    }

    /**
     * Begins, and returns at once.
     *
     * @param suites the cipher suites in use, none of them later than is known here
     * @param atMost how long it may take; with zero nothing is done
     */
    public static WarmUp begun(AeadProvider aead, Set<Integer> suites, Duration atMost) {
        return begun(aead, suites, atMost, System::nanoTime);
    }

    /** The same by another clock, in nanoseconds. */
    static WarmUp begun(AeadProvider aead, Set<Integer> suites, Duration atMost, LongSupplier clock) {
        WarmUp warmUp = new WarmUp(aead, suites, atMost, clock);
        if (warmUp.nanos > 0) {
            warmUp.thread.setDaemon(true);
            warmUp.thread.start();
        }
        return warmUp;
    }

    /** Waits until nothing is done any more. */
    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            suites.forEach(this::warm);
        } catch (RuntimeException | LinkageError e) {
            // A provider that does not work says so where something is to be sealed, not where nothing is.
        }
    }

    private void warm(int suite) {
        String what = aead.id() + " " + suite;
        if (WARM.contains(what)) {
            return;
        }
        try (Keyring keyring = keyring(suite)) {
            Message message = new Message(keyring);
            int done = 0;
            while (done < MESSAGES && !isOver()) {
                message.pass(done++);
            }
            if (done == MESSAGES) {
                WARM.add(what);
            }
        }
    }

    private boolean isOver() {
        return ended || clock.getAsLong() - begun > nanos;
    }

    private Keyring keyring(int suite) {
        Keyring keyring = new Keyring(aead, new NodeId(1));
        keyring.startSealing(new LocalEpoch(1));
        if (suite == Suite.V1.version()) {
            keyring.add(VALUE, Purpose.STORAGE, drawn());
            keyring.add(PAYLOAD, Purpose.RAFT, drawn());
        } else {
            keyring.add(VALUE, new Attributes("", Purpose.STORAGE, Binds.NOTHING), drawn());
            keyring.add(PAYLOAD, new Attributes("", Purpose.RAFT, Binds.TERM_AND_INDEX), drawn());
        }
        return keyring;
    }

    private static SecretBytes drawn() {
        byte[] key = new byte[Suite.KEY_SIZE];
        new SecureRandom().nextBytes(key);
        return SecretBytes.take(key);
    }

    /** Values and payloads in turn, from buffers of the caller's and from such as engines hand in. */
    private static final class Message {
        private final Keyring keyring;
        private final Dek value;
        private final Dek payload;
        private final ByteBuffer plaintext = ByteBuffer.allocate(SIZE);
        private final ByteBuffer sealed = ByteBuffer.allocate(Keyring.maxSize(Purpose.RAFT, SIZE));
        private final ByteBuffer sealedReadOnly = sealed.asReadOnlyBuffer();
        private final ByteBuffer plaintextReadOnly = plaintext.asReadOnlyBuffer();
        private final ByteBuffer opened = ByteBuffer.allocate(SIZE);

        Message(Keyring keyring) {
            this.keyring = keyring;
            value = keyring.find(VALUE).orElseThrow();
            payload = keyring.find(PAYLOAD).orElseThrow();
        }

        void pass(int number) {
            boolean readOnly = (number & 2) != 0;
            sealed.clear();
            opened.clear();
            ByteBuffer in = readOnly ? plaintextReadOnly : plaintext;
            if ((number & 1) == 0) {
                Envelope.seal(value, VALUES, STORAGE_KEY, in, sealed);
                Envelope.open(keyring, VALUES, STORAGE_KEY, whatWasSealed(readOnly), opened);
            } else {
                try (LogSeal seal = payload.reserve(LOG)) {
                    seal.seal(in, sealed);
                    seal.place(1, number, sealed.flip());
                }
                sealed.position(sealed.limit());
                Envelope.openLogged(keyring, LOG, 1, number, whatWasSealed(readOnly), opened);
            }
        }

        private ByteBuffer whatWasSealed(boolean readOnly) {
            return readOnly ? sealedReadOnly.clear().limit(sealed.position()) : sealed.flip();
        }
    }

    /** Ends it with the message that is under way. */
    @Override
    public void close() {
        ended = true;
    }
}
