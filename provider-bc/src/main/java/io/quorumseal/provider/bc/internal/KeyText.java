package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** The content of a key file: 32 raw bytes, or their base64 (RFC 4648 section 4) with or without a line end. */
final class KeyText {
    static final int KEY_LENGTH = 32;
    private static final int TEXT_LENGTH = 44;
    /** The longest fit content in bytes: base64, carriage return, line feed. */
    static final int LONGEST = TEXT_LENGTH + 2;

    private KeyText() {}

    static void checkSize(Path path, long size) {
        if (size == 0) {
            throw KeyFile.FILE.misconfigured(
                    path, "is empty; restore it from its backup, or, only for a new cluster, make another");
        }
        if (size != KEY_LENGTH && (size < TEXT_LENGTH || size > LONGEST)) {
            throw wrongSize(path, size + " bytes");
        }
    }

    static SecretBytes decode(Path path, byte[] content) {
        checkSize(path, content.length);
        byte[] key = content.length == KEY_LENGTH ? content.clone() : decodeText(path, content);
        try {
            checkKey(path, key);
            return SecretBytes.take(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] decodeText(Path path, byte[] content) {
        byte[] text = Arrays.copyOf(content, TEXT_LENGTH);
        try {
            if (!isLineEnd(content)) {
                throw wrongSize(path, content.length + " bytes");
            }
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // The decoder's message quotes the text, so it does not become the cause.
            throw KeyFile.FILE.misconfigured(
                    path,
                    "is not base64; write " + TEXT_LENGTH + " characters of the standard alphabet, or " + KEY_LENGTH
                            + " raw bytes");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static boolean isLineEnd(byte[] content) {
        return switch (content.length - TEXT_LENGTH) {
            case 0 -> true;
            case 1 -> content[TEXT_LENGTH] == '\n';
            default -> content[TEXT_LENGTH] == '\r' && content[TEXT_LENGTH + 1] == '\n';
        };
    }

    private static void checkKey(Path path, byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw wrongSize(path, "base64 of " + key.length + " bytes");
        }
        if (Arrays.equals(key, new byte[KEY_LENGTH])) {
            throw KeyFile.FILE.misconfigured(path, "holds a key of zeros, which anybody can guess; make a random one");
        }
    }

    private static RuntimeException wrongSize(Path path, String found) {
        return KeyFile.FILE.misconfigured(
                path,
                "has the wrong size (" + found + "); it must hold " + KEY_LENGTH + " raw bytes, their base64 in "
                        + TEXT_LENGTH + " characters, or " + SealedKey.LENGTH + " bytes that KeyFileTool sealed");
    }
}
