package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over big-endian bytes. Whatever does not fit is a {@link MalformedException} with the defect given at
 * construction; no length is believed before it is compared with what remains.
 */
public final class WireReader {
    private final ByteBuffer source;
    private final Defect defect;

    /** Reads a buffer from position to limit, which stay as they are. */
    public WireReader(ByteBuffer source, Defect defect) {
        this.source = source.duplicate().order(ByteOrder.BIG_ENDIAN);
        this.defect = defect;
    }

    /** Tells how many bytes remain. */
    public int remaining() {
        return source.remaining();
    }

    /** Reads an unsigned byte. */
    public int u8() {
        return need(1).get() & 0xFF;
    }

    /** Reads an unsigned 16-bit number. */
    public int u16() {
        return need(2).getShort() & 0xFFFF;
    }

    /** Reads 32 bits. */
    public int u32() {
        return need(4).getInt();
    }

    /** Reads a number below 2<sup>31</sup>, in four bytes. */
    public int u31() {
        int number = u32();
        if (number < 0) {
            throw malformed(Integer.toUnsignedString(number) + " is not below 2^31");
        }
        return number;
    }

    /** Reads 64 bits. */
    public long u64() {
        return need(8).getLong();
    }

    /** Reads a log index: 64 bits, of which the highest is 0. */
    public long index() {
        long index = u64();
        if (index < 0) {
            throw malformed("index " + Long.toUnsignedString(index) + " is beyond 2^63-1");
        }
        return index;
    }

    /** Reads a DEK id: 32 bits, never all 0. */
    public DekId dekId() {
        int bits = u32();
        if (bits == 0) {
            throw malformed("DEK id 0 is reserved");
        }
        return new DekId(bits);
    }

    /** Reads a byte that is 0 or 1. */
    public boolean flag() {
        int value = u8();
        if (value > 1) {
            throw malformed("a flag is 0 or 1, found " + value);
        }
        return value == 1;
    }

    /** Reads a 32-bit count of things that take at least {@code each} bytes, at most {@code max}. */
    public int count(int max, int each) {
        int count = u32();
        if (count < 0 || count > max || count > remaining() / each) {
            throw malformed("count " + Integer.toUnsignedString(count) + " exceeds " + max + " or the " + remaining()
                    + " bytes that remain");
        }
        return count;
    }

    /** Reads exactly so many bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[checked(length)];
        source.get(bytes);
        return bytes;
    }

    /** Reads bytes behind a 32-bit length, at most {@code max}. */
    public byte[] block(int max) {
        int length = u32();
        if (length < 0 || length > max) {
            throw malformed("length " + Integer.toUnsignedString(length) + " exceeds " + max);
        }
        return bytes(length);
    }

    /** Reads UTF-8 behind a 16-bit length in bytes, at most {@code maxBytes}. */
    public String text(int maxBytes) {
        int length = u16();
        if (length > maxBytes) {
            throw malformed("text of " + length + " bytes exceeds " + maxBytes);
        }
        return utf8(ByteBuffer.wrap(bytes(length)));
    }

    private String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(defect, "text is not UTF-8", e);
        }
    }

    /** Hands out the next bytes as a reader of their own. */
    public WireReader part(int length) {
        ByteBuffer part = source.slice(source.position(), checked(length));
        source.position(source.position() + length);
        return new WireReader(part, defect);
    }

    /** Refuses bytes that nobody has read. */
    public void end() {
        if (source.hasRemaining()) {
            throw malformed(remaining() + " bytes follow the end");
        }
    }

    /** Makes the error that says what was found. */
    public MalformedException malformed(String found) {
        return new MalformedException(defect, found);
    }

    private ByteBuffer need(int length) {
        checked(length);
        return source;
    }

    private int checked(int length) {
        if (length > remaining()) {
            throw malformed("ends where " + length + " more bytes were expected");
        }
        return length;
    }
}
