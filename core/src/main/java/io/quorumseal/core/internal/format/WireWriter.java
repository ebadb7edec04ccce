package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects big-endian bytes; the counterpart of {@link WireReader}, which refuses what that would refuse. */
public final class WireWriter {
    private static final int INITIAL_SIZE = 128;

    private ByteBuffer out = ByteBuffer.allocate(INITIAL_SIZE);

    /** Writes the low 8 bits. */
    public WireWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Writes the low 16 bits. */
    public WireWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    /** Writes 32 bits. */
    public WireWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Writes 64 bits. */
    public WireWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Writes a log index. */
    public WireWriter index(long index) {
        if (index < 0) {
            throw refused("a log index is not negative, found " + index);
        }
        return u64(index);
    }

    /** Writes a DEK id. */
    public WireWriter dekId(DekId id) {
        return u32(id.bits());
    }

    /** Writes 0 or 1. */
    public WireWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** Writes a count that must not exceed {@code max}. */
    public WireWriter count(int count, int max) {
        return u32(atMost(max, count, "count"));
    }

    /** Writes bytes as they are. */
    public WireWriter bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** Writes bytes behind a 32-bit length, at most {@code max}. */
    public WireWriter block(byte[] bytes, int max) {
        return u32(atMost(max, bytes.length, "length")).bytes(bytes);
    }

    /** Writes UTF-8 behind a 16-bit length in bytes, at most {@code maxBytes}. */
    public WireWriter text(String text, int maxBytes) {
        ByteBuffer utf8 = utf8(text);
        u16(atMost(maxBytes, utf8.remaining(), "length of a text in bytes"));
        room(utf8.remaining()).put(utf8);
        return this;
    }

    /** Tells how many bytes were written. */
    public int size() {
        return out.position();
    }

    /** Copies what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST, "text with half a surrogate pair has no UTF-8 form", e);
        }
    }

    /** Makes the error for what the format cannot hold. */
    static RejectedException refused(String found) {
        return new RejectedException(RejectedException.Reason.BAD_REQUEST, found);
    }

    private static int atMost(int max, int value, String what) {
        if (value > max) {
            throw refused(what + " " + value + " exceeds " + max);
        }
        return value;
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            int size = Math.max(Math.addExact(out.position(), more), 2 * out.capacity());
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), size)).position(out.position());
        }
        return out;
    }
}
