package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quorumseal.api.DekId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealing and opening into the caller's buffer allocates nothing beside what the cipher does, whatever the buffers are. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Binding VALUES = Binding.values("");
    private static final int SIZE = 1_500;
    private static final int MESSAGES = 20_000;
    private static final byte[] TAG = new byte[16];

    /** A block of counts, once in 256 messages, takes a few bytes. */
    private static final double MOST_PER_MESSAGE = 2;

    private final ByteBuffer key = ByteBuffer.allocate(20);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sealAndOpen_anyBuffersOfTheCallers_allocateNothing(int dek) {
        Keyring keyring = keyring();
        Dek found = keyring.find(new DekId(dek)).orElseThrow();
        int sealedSize = found.sealedSize(SIZE);
        for (ByteBuffer plaintext : kinds(ByteBuffer.allocate(SIZE))) {
            for (ByteBuffer sealed : List.of(ByteBuffer.allocate(sealedSize), ByteBuffer.allocateDirect(sealedSize))) {
                none(() -> Envelope.seal(found, VALUES, key, plaintext, sealed.clear()));
            }
        }
        ByteBuffer valid = ByteBuffer.allocate(sealedSize);
        Envelope.seal(found, VALUES, key, ByteBuffer.allocate(SIZE), valid);
        for (ByteBuffer sealed : kinds(valid.flip())) {
            for (ByteBuffer out : List.of(ByteBuffer.allocate(SIZE), ByteBuffer.allocateDirect(SIZE))) {
                none(() -> assertEquals(SIZE, Envelope.open(keyring, VALUES, key, sealed, out.clear())));
            }
        }
    }

    /** The same bytes in each kind of buffer. */
    private static List<ByteBuffer> kinds(ByteBuffer bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining())
                .put(bytes.duplicate())
                .flip();
        return List.of(bytes, bytes.asReadOnlyBuffer(), direct, direct.asReadOnlyBuffer());
    }

    private static void none(Runnable message) {
        repeat(message);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(message);
        double each = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
        assertTrue(each < MOST_PER_MESSAGE, () -> each + " bytes were allocated for each message");
    }

    private static void repeat(Runnable message) {
        for (int i = 0; i < MESSAGES; i++) {
            message.run();
        }
    }

    private static Keyring keyring() {
        Keyring keyring = new Keyring(new Copying(), new NodeId(1));
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(new DekId(1), Purpose.STORAGE, SecretBytes.take(new byte[32]));
        Attributes attributes = new Attributes("c", Purpose.STORAGE, Binds.NOTHING);
        keyring.add(new DekId(2), attributes, SecretBytes.take(new byte[32]));
        return keyring;
    }

    /** No cipher: it copies, and allocates nothing. */
    private static final class Copying implements AeadProvider, AeadProvider.Sealer, AeadProvider.Opener {
        @Override
        public String id() {
            return "copying";
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            return this;
        }

        @Override
        public Opener opener(SecretBytes key) {
            return this;
        }

        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            int size = plaintext.remaining() + TAG.length;
            out.put(plaintext).put(TAG);
            return size;
        }

        @Override
        public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
            int size = sealed.remaining() - TAG.length;
            int limit = sealed.limit();
            out.put(sealed.limit(limit - TAG.length));
            sealed.limit(limit).position(limit);
            return size;
        }

        @Override
        public void close() {}
    }
}
