package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages come to the cipher in arrays, whatever the caller's buffers are. */
class ScratchTest {
    private static final Binding VALUES = Binding.values("");
    private static final Binding LOG = Binding.log(new GroupId("data"), "log-1");
    private static final int MARGIN = 5;

    private final ArraysOnlyAead aead = new ArraysOnlyAead();
    private final Random random = new Random(1);

    /** A kind of memory. */
    enum Memory {
        ARRAY,
        ARRAY_READ_ONLY,
        DIRECT,
        DIRECT_READ_ONLY;

        /** Bytes of the kind, not at its beginning. */
        ByteBuffer of(byte[] bytes) {
            ByteBuffer buffer = switch (this) {
                case ARRAY, ARRAY_READ_ONLY -> ByteBuffer.allocate(bytes.length + 2 * MARGIN);
                case DIRECT, DIRECT_READ_ONLY -> ByteBuffer.allocateDirect(bytes.length + 2 * MARGIN);
            };
            buffer.put(MARGIN, bytes).position(MARGIN).limit(MARGIN + bytes.length);
            boolean readOnly = this == ARRAY_READ_ONLY || this == DIRECT_READ_ONLY;
            ByteBuffer made = readOnly ? buffer.asReadOnlyBuffer() : buffer;
            return made.order(bytes.length % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Small, kept, kept at most, and not kept. */
    private static final int[] SIZES = {0, 1, 1_500, 16_384, Scratch.MOST_KEPT - Suite.TAG_SIZE, Scratch.MOST_KEPT + 1};

    @ParameterizedTest
    @EnumSource(Suite.class)
    void values_inAnyMemory_reachTheCipherInArrays(Suite suite) {
        Keyring keyring = keyring(suite, aead);
        Dek dek = keyring.find(new DekId(1)).orElseThrow();
        everyWay(
                dek.sealedSize(0),
                (plaintext, out) -> Envelope.seal(dek, VALUES, ByteBuffer.allocate(3), plaintext, out),
                (from, to) -> Envelope.open(keyring, VALUES, ByteBuffer.allocate(3), from, to));
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void payloads_inAnyMemory_reachTheCipherInArrays(Suite suite) {
        Keyring keyring = keyring(suite, aead);
        Dek dek = keyring.find(new DekId(2)).orElseThrow();
        everyWay(
                dek.sealedSize(0),
                (plaintext, out) -> {
                    int start = out.position();
                    try (LogSeal seal = dek.reserve(LOG)) {
                        seal.seal(plaintext, out);
                        seal.place(3, 4, out.duplicate().flip().position(start));
                    }
                },
                (from, to) -> Envelope.openLogged(keyring, LOG, 3, 4, from, to));
    }

    private interface Sealing {
        void seal(ByteBuffer plaintext, ByteBuffer out);
    }

    private interface Opening {
        int open(ByteBuffer sealed, ByteBuffer out);
    }

    private void everyWay(int overhead, Sealing sealing, Opening opening) {
        int messages = 0;
        for (int size : SIZES) {
            byte[] text = new byte[size];
            random.nextBytes(text);
            for (Memory in : Memory.values()) {
                for (Memory out : List.of(Memory.ARRAY, Memory.DIRECT)) {
                    byte[] sealed = through(in, text, out, overhead + size, sealing);
                    byte[] opened = through(in, sealed, out, size, (from, to) -> {
                        assertEquals(size, opening.open(from, to));
                    });
                    assertArrayEquals(text, opened);
                    messages++;
                }
            }
        }
        assertEquals(messages, aead.sealed.get());
        assertEquals(messages, aead.opened.get());
    }

    /** Has something written to a buffer, and nothing beside it, and the input left as it was. */
    private static byte[] through(Memory in, byte[] message, Memory out, int size, Sealing action) {
        ByteBuffer from = in.of(message);
        ByteBuffer to = out.of(new byte[size]);
        ByteBuffer all = to.duplicate().clear();
        action.seal(from, to);
        assertEquals(MARGIN, from.position());
        assertEquals(message.length, from.remaining());
        assertFalse(to.hasRemaining());
        for (int i = 0; i < MARGIN; i++) {
            assertEquals(0, all.get(i));
            assertEquals(0, all.get(MARGIN + size + i));
        }
        byte[] written = new byte[size];
        all.get(MARGIN, written);
        return written;
    }

    @ParameterizedTest
    @ValueSource(ints = {20, Scratch.MOST_KEPT + 1})
    void seal_whatItReadsInTheMemoryThatItWritesTo_isSealed(int size) {
        Keyring keyring = keyring(Suite.V2, aead);
        Dek dek = keyring.find(new DekId(1)).orElseThrow();
        byte[] text = new byte[size];
        random.nextBytes(text);
        for (Memory memory : List.of(Memory.ARRAY, Memory.DIRECT)) {
            ByteBuffer sealed = memory.of(new byte[dek.sealedSize(size)]);
            ByteBuffer plaintext =
                    sealed.duplicate().put(7, text).position(7).limit(7 + size).asReadOnlyBuffer();
            Envelope.seal(dek, VALUES, Envelope.NO_KEY, plaintext, sealed);
            ByteBuffer out = sealed.flip().position(MARGIN).duplicate();
            assertEquals(
                    size, Envelope.open(keyring, VALUES, Envelope.NO_KEY, sealed.asReadOnlyBuffer(), out.position(8)));
            byte[] opened = new byte[size];
            out.get(8, opened);
            assertArrayEquals(text, opened);
        }
    }

    @ParameterizedTest
    @EnumSource(Memory.class)
    void open_whatIsNotAuthentic_leavesNothingInAnyMemory(Memory memory) {
        Keyring keyring = keyring(Suite.V2, aead);
        Dek dek = keyring.find(new DekId(1)).orElseThrow();
        ByteBuffer sealed = ByteBuffer.allocate(dek.sealedSize(100));
        Envelope.seal(dek, VALUES, Envelope.NO_KEY, ByteBuffer.allocate(100), sealed);
        sealed.put(40, (byte) ~sealed.get(40));
        ByteBuffer out = ByteBuffer.allocateDirect(100);
        assertThrows(
                AuthenticationFailedException.class,
                () -> Envelope.open(keyring, VALUES, Envelope.NO_KEY, memory.of(sealed.array()), out));
        assertEquals(0, out.position());
        assertEquals(ByteBuffer.allocate(100), out);
    }

    /** A cipher may keep what it was given only to look at it afterwards: no plaintext is left there. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, Scratch.MOST_KEPT + 1})
    void plaintext_afterItsMessage_isInNoScratch(int size) {
        List<ByteBuffer> seen = new ArrayList<>();
        Keyring keyring = keyring(Suite.V2, new PeekingAead(seen::add));
        Dek dek = keyring.find(new DekId(1)).orElseThrow();
        byte[] text = new byte[size];
        Arrays.fill(text, (byte) 0x55);
        ByteBuffer sealed = ByteBuffer.allocateDirect(dek.sealedSize(size));
        Envelope.seal(dek, VALUES, Envelope.NO_KEY, Memory.DIRECT.of(text), sealed);
        Envelope.open(keyring, VALUES, Envelope.NO_KEY, sealed.flip(), ByteBuffer.allocateDirect(size));
        assertEquals(4, seen.size());
        for (ByteBuffer each : seen) {
            assertTrue(each.capacity() >= size);
            CharBuffer characters =
                    StandardCharsets.ISO_8859_1.decode(each.duplicate().clear());
            assertFalse(characters.toString().contains("UUUUUUUU"));
        }
    }

    /** Shows what it is given. It turns bits round, so that no plaintext is in what it seals. */
    private record PeekingAead(Consumer<ByteBuffer> seen) implements AeadProvider {
        @Override
        public String id() {
            return "peeking";
        }

        private int turn(ByteBuffer from, ByteBuffer to, int size) {
            seen.accept(from);
            seen.accept(to);
            for (int i = 0; i < size; i++) {
                to.put((byte) ~from.get());
            }
            return size;
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    int size = turn(plaintext, out, plaintext.remaining());
                    out.put(new byte[Suite.TAG_SIZE]);
                    return size + Suite.TAG_SIZE;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            return new Opener() {
                @Override
                public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                    return turn(sealed, out, sealed.remaining() - Suite.TAG_SIZE);
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Keyring keyring(Suite suite, AeadProvider aead) {
        Keyring keyring = new Keyring(aead, new NodeId(1));
        keyring.startSealing(new LocalEpoch(1));
        if (suite == Suite.V1) {
            keyring.add(new DekId(1), Purpose.STORAGE, key());
            keyring.add(new DekId(2), Purpose.RAFT, key());
        } else {
            keyring.add(new DekId(1), new Attributes("c", Purpose.STORAGE, Binds.NOTHING), key());
            keyring.add(new DekId(2), new Attributes("c", Purpose.RAFT, Binds.TERM_AND_INDEX), key());
        }
        return keyring;
    }

    private static SecretBytes key() {
        return SecretBytes.take(new byte[32]);
    }
}
