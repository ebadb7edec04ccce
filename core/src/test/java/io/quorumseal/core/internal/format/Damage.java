package io.quorumseal.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.quorumseal.api.MalformedException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** What every decoder owes for bytes that may be damaged. */
public final class Damage {
    private Damage() {}

    /** Decoding gives the typed error, or a value that encodes to what was read. */
    public static void check(byte[] bytes, Function<ByteBuffer, byte[]> recode) {
        byte[] again;
        try {
            again = recode.apply(ByteBuffer.wrap(bytes));
        } catch (MalformedException e) {
            return;
        }
        assertArrayEquals(bytes, again);
    }
}
