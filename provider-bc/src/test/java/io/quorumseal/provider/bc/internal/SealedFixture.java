package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.provider.bc.Argon2Cost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Sealed key files of known content, at the lowest cost that is accepted. */
final class SealedFixture {
    static final Argon2Cost CHEAP = new Argon2Cost(19 << 10, 2, 1);
    static final String PASSWORD = "correct horse battery staple";

    /** The fixture's key under the fixture's password, made by other implementations of Argon2id and AES-GCM. */
    private static final String RECORDED = "51535345414c4544" + "0101" + "00004c00" + "00000002" + "04"
            + "101112131415161718191a1b1c1d1e1f" + "a0a1a2a3a4a5a6a7a8a9aaab"
            + "126698fdbb855fde005e97259c6e8f8bcdce10ebf54f3ba526c3366b94f5c902" + "c85fb734884e4d3a831fc9eca8787f03";

    private SealedFixture() {}

    static SecretBytes password() {
        return secret(PASSWORD);
    }

    static SecretBytes secret(String text) {
        return SecretBytes.take(text.getBytes(StandardCharsets.UTF_8));
    }

    static Path passwordFile(Path file, String text) throws IOException {
        return KeyFileFixture.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sealed(byte[] key) {
        try (SecretBytes secret = SecretBytes.take(key.clone());
                SecretBytes password = password()) {
            return SealedKey.seal(secret, password, CHEAP, new SecureRandom());
        }
    }

    static byte[] recorded() {
        return HexFormat.of().parseHex(RECORDED);
    }
}
