package io.quorumseal.fuzz;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Grants;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.LogSeal;
import io.quorumseal.core.internal.key.NonceCounter;
import io.quorumseal.core.internal.key.Randomness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Envelopes: what reads their headers, and what opens them, under DEKs of both suites and purposes. No fuzzer finds a tag;
 * so all is done once more with a cipher that takes any.
 */
final class Envelopes {
    static final DekId VALUE_1 = new DekId(0x01010101);
    static final DekId LOG_1 = new DekId(0x02020202);
    static final DekId VALUE_2 = new DekId(0x03030303);
    static final DekId LOG_2 = new DekId(0x04040404);
    static final DekId LOG_2_OF_TERM = new DekId(0x05050505);
    static final Binding VALUES = Binding.values("");
    static final Binding LOG = Binding.log(new GroupId("orders"), "log-1");
    static final ByteBuffer KEY = ByteBuffer.wrap(new byte[] {'k'}).asReadOnlyBuffer();
    static final long TERM = 3;
    static final long INDEX = 7;

    private static final Set<Defect> DEFECTS = Set.of(Defect.ENVELOPE_SHORT, Defect.ENVELOPE_VERSION);
    private static final Keyring KEYRING = keyring(new JdkAeadProvider(), Randomness.secure());
    private static final Keyring CREDULOUS = keyring(new CredulousAead(), Randomness.secure());

    private Envelopes() {}

    static Keyring keyring(AeadProvider aead, Randomness random) {
        Keyring keyring = new Keyring(aead, new NodeId(1), NonceCounter.NO_LIMIT, new Grants(0, Map.of()), random);
        keyring.add(VALUE_1, Purpose.STORAGE, key(1));
        keyring.add(LOG_1, Purpose.RAFT, key(2));
        keyring.add(VALUE_2, new Attributes("fuzz", Purpose.STORAGE, Binds.NOTHING), key(3));
        keyring.add(LOG_2, new Attributes("fuzz", Purpose.RAFT, Binds.TERM_AND_INDEX), key(4));
        keyring.add(LOG_2_OF_TERM, new Attributes("fuzz", Purpose.RAFT, Binds.TERM), key(5));
        keyring.startSealing(new LocalEpoch(1));
        return keyring;
    }

    private static SecretBytes key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return SecretBytes.take(key);
    }

    static boolean decodes(byte[] input) {
        Optional<DekId> named = answered(input, () -> Envelope.dekOf(buffer(input)));
        named.ifPresent(dek -> Decoding.require(Envelope.names(dek, buffer(input)), "names another DEK"));
        Decoding.require(Envelope.isOfSuite1(buffer(input)) == (input.length > 0 && input[0] == 1), "another suite");
        boolean unused = opens(CREDULOUS, input);
        return opens(KEYRING, input);
    }

    private static boolean opens(Keyring keyring, byte[] input) {
        Optional<byte[]> value = opened(input, (in, out) -> Envelope.open(keyring, VALUES, KEY, in, out));
        value.ifPresent(plain -> checkAgain(keyring, input, plain, VALUES));
        Optional<byte[]> placed = opened(input, (in, out) -> Envelope.openLogged(keyring, LOG, TERM, INDEX, in, out));
        Optional<byte[]> anywhere = opened(input, (in, out) -> Envelope.openAnywhere(keyring, LOG, in, out));
        anywhere.ifPresent(plain -> checkAgain(keyring, input, plain, LOG));
        Decoding.require(
                placed.isEmpty() || Arrays.equals(placed.get(), anywhere.orElseThrow()), "opens at its place only");
        checkTold(keyring, input, placed.isPresent(), anywhere.isPresent());
        return value.isPresent() || anywhere.isPresent();
    }

    private static void checkTold(Keyring keyring, byte[] input, boolean placed, boolean anywhere) {
        Decoding.require(
                Decoding.withinBounds(input, () -> Envelope.isPayloadOf(keyring, LOG, buffer(input))) == anywhere,
                "a payload of the log is not told from others");
        Decoding.require(
                Envelope.isPayloadAt(keyring, LOG, TERM, INDEX, buffer(input)) || !placed, "its place is not told");
    }

    /** Opens one way. */
    private interface Opening {
        int open(ByteBuffer sealed, ByteBuffer out);
    }

    /** What does not open leaves nothing behind. */
    private static Optional<byte[]> opened(byte[] input, Opening way) {
        ByteBuffer sealed = buffer(input);
        byte[] room = new byte[input.length];
        ByteBuffer out = ByteBuffer.wrap(room);
        Optional<Integer> size = answered(input, () -> {
            out.clear();
            return way.open(sealed, out);
        });
        Decoding.require(sealed.remaining() == input.length, "what was sealed was consumed");
        Decoding.require(out.position() == size.orElse(0), "the position is not behind what was written");
        Decoding.require(
                size.isPresent() || Arrays.equals(room, new byte[room.length]),
                "plaintext is left of what does not open");
        return size.map(length -> Arrays.copyOf(room, length));
    }

    private static <T> Optional<T> answered(byte[] input, Supplier<T> reading) {
        return Decoding.of(input, DEFECTS, () -> {
                    try {
                        return Optional.of(reading.get());
                    } catch (AuthenticationFailedException | UnknownDekException refused) {
                        return Optional.<T>empty();
                    }
                })
                .flatMap(answer -> answer);
    }

    /** Half of the inputs come in a buffer that has no array to look at, and the other order of bytes. */
    private static ByteBuffer buffer(byte[] input) {
        ByteBuffer buffer = ByteBuffer.wrap(input);
        return input.length % 2 == 0 ? buffer : buffer.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sealed again, under a nonce of its own, it opens to the same. */
    private static void checkAgain(Keyring keyring, byte[] input, byte[] plain, Binding binding) {
        Dek dek = keyring.find(Envelope.dekOf(buffer(input))).orElseThrow();
        byte[] again = binding == LOG ? sealedPayload(dek, plain) : sealedValue(dek, plain);
        ByteBuffer out = ByteBuffer.allocate(again.length);
        int size = binding == LOG
                ? Envelope.openLogged(keyring, LOG, TERM, INDEX, ByteBuffer.wrap(again), out)
                : Envelope.open(keyring, VALUES, KEY, ByteBuffer.wrap(again), out);
        Decoding.require(Arrays.equals(Arrays.copyOf(out.array(), size), plain), "another plaintext came back");
    }

    static byte[] sealedValue(Dek dek, byte[] plain) {
        ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(plain.length));
        Envelope.seal(dek, VALUES, KEY, ByteBuffer.wrap(plain), out);
        return out.array();
    }

    static byte[] sealedPayload(Dek dek, byte[] plain) {
        ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(plain.length));
        try (LogSeal seal = dek.reserve(LOG)) {
            seal.seal(ByteBuffer.wrap(plain), out);
            seal.place(TERM, INDEX, out.flip());
        }
        return out.array();
    }
}
