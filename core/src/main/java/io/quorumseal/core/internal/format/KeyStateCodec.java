package io.quorumseal.core.internal.format;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Replicated key state as bytes, for snapshots and for answers to a registering node: magic, version, length, the
 * state, and a SHA-256 of everything before it. Keys are in wrapped form only. The version is 1 while every DEK is of suite
 * 1, and 2 otherwise; so one state has one form.
 *
 * <p>The checksum finds corruption; it is no authenticator. Whoever can write the bytes can make a checksum that fits,
 * so they have to come over a channel, or out of a snapshot, that is trusted as much as the log.
 */
public final class KeyStateCodec {
    private static final byte[] MAGIC = "QSKS".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_VERSION = 1;
    private static final int VERSION_WITH_CIPHERS = 2;
    private static final int HEADER_SIZE = MAGIC.length + 1 + 4;
    private static final int CHECKSUM_SIZE = 32;

    private KeyStateCodec() {}

    /**
     * Writes a state. The nodes' own epochs are left out, and times are cut to the second.
     *
     * @throws io.quorumseal.api.RejectedException if the state exceeds one of the {@link KeyStateLimits}
     */
    public static byte[] encode(KeyState state) {
        WireWriter body = new WireWriter();
        KeyStateFormat.write(state, saysCiphers(state), body);
        byte[] checked = new WireWriter()
                .bytes(MAGIC)
                .u8(saysCiphers(state) ? VERSION_WITH_CIPHERS : FIRST_VERSION)
                .u32(body.size())
                .bytes(body.toBytes())
                .toBytes();
        return new WireWriter()
                .bytes(checked)
                .bytes(Sha256.of(ByteBuffer.wrap(checked)))
                .toBytes();
    }

    /** Tells whether a state says of each DEK how it seals: as soon as one is not of suite 1. It has another version then. */
    public static boolean saysCiphers(KeyState state) {
        return !state.keys().values().stream().allMatch(key -> key.cipher().isSuite1());
    }

    /** Tells whether bytes begin as a state does. */
    public static boolean begins(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length);
    }

    /**
     * Reads a state that is all there is from position to limit, which stay as they are.
     *
     * @throws MalformedException with {@link Defect#KEY_STATE}
     */
    public static KeyState decode(ByteBuffer bytes) {
        ByteBuffer source = bytes.duplicate();
        KeyState state = read(source);
        new WireReader(source, Defect.KEY_STATE).end();
        return state;
    }

    /**
     * Reads a state and moves the position behind it; what follows is somebody else's.
     *
     * @throws MalformedException with {@link Defect#KEY_STATE}; the position is where it was
     */
    public static KeyState read(ByteBuffer bytes) {
        WireReader in = new WireReader(bytes, Defect.KEY_STATE);
        boolean ciphers = readVersion(in) == VERSION_WITH_CIPHERS;
        int checked = HEADER_SIZE + in.count(Integer.MAX_VALUE, 1);
        WireReader body = in.part(checked - HEADER_SIZE);
        verify(bytes.slice(bytes.position(), checked), in.bytes(CHECKSUM_SIZE));
        KeyState state = KeyStateFormat.read(body, ciphers);
        body.end();
        if (ciphers != saysCiphers(state)) {
            throw in.malformed("exported key state of version 2 has a DEK of another suite than 1, found none");
        }
        bytes.position(bytes.position() + checked + CHECKSUM_SIZE);
        return state;
    }

    private static int readVersion(WireReader in) {
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw in.malformed("exported key state starts with QSKS");
        }
        int version = in.u8();
        if (version < FIRST_VERSION || version > VERSION_WITH_CIPHERS) {
            throw in.malformed(
                    "exported key state of version " + version + " is not known here: upgrade this node first");
        }
        return version;
    }

    private static void verify(ByteBuffer checked, byte[] expected) {
        if (!Arrays.equals(Sha256.of(checked), expected)) {
            throw new MalformedException(
                    Defect.KEY_STATE, "exported key state is corrupt: take it again from a member that applied it");
        }
    }
}
