package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The content of a key file: 32 raw bytes, or a line of text that spells 32 bytes, as base64 (RFC 4648 section 4) or as
 * hexadecimal digits. A line end behind the text does not count.
 *
 * <p>Bytes that are text are never taken as they are: they are less than they look like.
 */
final class KeyText {
    static final int KEY_LENGTH = 32;
    private static final int BASE64_LENGTH = 44;
    private static final int HEX_LENGTH = 64;

    private KeyText() {}

    static SecretBytes decode(Path path, byte[] content) {
        byte[] key = key(path, content);
        try {
            checkKey(path, key);
            return SecretBytes.take(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] key(Path path, byte[] content) {
        if (content.length == 0) {
            throw KeyFile.FILE.misconfigured(
                    path, "is empty; restore it from its backup, or, only for a new cluster, make another");
        }
        if (content.length == KEY_LENGTH && !Lookalike.isText(content)) {
            return content.clone();
        }
        return spelled(content).orElseThrow(() -> noKey(path, Lookalike.of(content)));
    }

    private static Optional<byte[]> spelled(byte[] content) {
        byte[] line = Lookalike.line(content);
        try {
            return switch (line.length) {
                case BASE64_LENGTH -> base64(line);
                case HEX_LENGTH -> hex(line);
                default -> Optional.empty();
            };
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** The decoder's message quotes the text, so its exception goes no further. */
    private static Optional<byte[]> base64(byte[] line) {
        try {
            return Optional.of(Base64.getDecoder().decode(line)).filter(key -> key.length == KEY_LENGTH);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> hex(byte[] line) {
        byte[] key = new byte[KEY_LENGTH];
        for (int i = 0; i < HEX_LENGTH; i++) {
            if (!HexFormat.isHexDigit(line[i])) {
                Arrays.fill(key, (byte) 0);
                return Optional.empty();
            }
            key[i / 2] = (byte) (key[i / 2] << 4 | HexFormat.fromHexDigit(line[i]));
        }
        return Optional.of(key);
    }

    private static void checkKey(Path path, byte[] key) {
        byte[] same = new byte[KEY_LENGTH];
        Arrays.fill(same, key[0]);
        if (Arrays.equals(key, same)) {
            throw KeyFile.FILE.misconfigured(
                    path, "holds one byte " + KEY_LENGTH + " times, which anybody can guess; make a random key");
        }
        if (Lookalike.isText(key)) {
            throw noKey(path, "the spelling of " + Lookalike.of(key));
        }
    }

    private static RuntimeException noKey(Path path, String found) {
        return KeyFile.FILE.misconfigured(
                path,
                "holds " + found + ", and no key of " + KEY_LENGTH + " random bytes: write their base64 in "
                        + BASE64_LENGTH + " characters, " + HEX_LENGTH + " hexadecimal digits, " + KEY_LENGTH
                        + " raw bytes that are not text, or what KeyFileTool makes");
    }
}
