package com.example.token;

import io.quorumseal.api.spi.GuardedFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file whose first line is a PIN. */
final class PinFile {
    private static final int LONGEST = 4_096;
    private static final GuardedFile FILE = GuardedFile.secret("PIN file", LONGEST);

    private PinFile() {}

    /** Gives the PIN, which the caller zeroes. */
    static char[] read(Path file) {
        return firstLine(FILE.read(file));
    }

    private static char[] firstLine(byte[] content) {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
        try {
            int length = 0;
            while (length < text.length() && "\r\n".indexOf(text.charAt(length)) < 0) {
                length++;
            }
            return Arrays.copyOf(text.array(), length);
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(text.array(), '\0');
        }
    }
}
