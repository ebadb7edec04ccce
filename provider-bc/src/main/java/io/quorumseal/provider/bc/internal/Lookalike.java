package io.quorumseal.provider.bc.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Says what a file looks like that holds no key, by kind and length only. */
final class Lookalike {
    private static final byte[] PEM = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED = "QSSEALED".getBytes(StandardCharsets.US_ASCII);

    private static final int BASE64_GROUP = 4;

    private Lookalike() {}

    static String of(byte[] content) {
        byte[] line = line(content);
        try {
            return isText(line) ? text(line) : bytes(content);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static String bytes(byte[] content) {
        return startsWith(content, SEALED)
                ? content.length + " bytes of what begins as a file sealed under a password and has another length"
                : content.length + " bytes";
    }

    private static String text(byte[] line) {
        if (startsWith(line, PEM)) {
            return "a PEM file";
        }
        if (isHex(line)) {
            return line.length + " hexadecimal digits, which are " + line.length / 2 + " bytes";
        }
        int decoded = lengthOfBase64(line);
        return decoded < 0 ? "text of " + line.length + " bytes" : "base64 of " + decoded + " bytes";
    }

    private static boolean startsWith(byte[] content, byte[] start) {
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    private static boolean isHex(byte[] line) {
        for (byte one : line) {
            if (!HexFormat.isHexDigit(one)) {
                return false;
            }
        }
        return line.length % 2 == 0;
    }

    private static int lengthOfBase64(byte[] line) {
        if (line.length % BASE64_GROUP != 0) {
            return -1;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(line);
            Arrays.fill(decoded, (byte) 0);
            return decoded.length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** Tells whether these bytes are UTF-8 that can be printed. Of 32 random bytes that is true once in 10^11 times. */
    static boolean isText(byte[] content) {
        char[] chars = new char[content.length];
        CharBuffer decoded = CharBuffer.wrap(chars);
        try {
            return !StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content), decoded, true)
                            .isError()
                    && decoded.flip().chars().allMatch(Lookalike::isPrintable);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) || c == '\t' || c == '\n' || c == '\r';
    }

    /** Gives a copy without the line end; the caller's to zero. */
    static byte[] line(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length -= length > 1 && content[length - 2] == '\r' ? 2 : 1;
        }
        return Arrays.copyOf(content, length);
    }
}
