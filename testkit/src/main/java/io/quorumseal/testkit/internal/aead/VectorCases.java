package io.quorumseal.testkit.internal.aead;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.testkit.internal.aead.Bench.Sealed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The cipher is AES-256-GCM. */
final class VectorCases {
    static final List<AeadCase> ALL = List.of(
            new AeadCase(
                    "vectors.open",
                    "every recorded envelope, the test cases of GCM's specification and the valid ones of Wycheproof open",
                    AeadCase.Scope.EVERY,
                    VectorCases::open),
            new AeadCase(
                    "vectors.refuse",
                    "the forged cases of Wycheproof do not open",
                    AeadCase.Scope.EVERY,
                    VectorCases::refuse),
            new AeadCase(
                    "vectors.seal",
                    "sealing under their nonces gives the same bytes",
                    AeadCase.Scope.GIVEN_NONCES,
                    VectorCases::seal),
            new AeadCase(
                    "vectors.platform",
                    "the Java platform's AES-256-GCM opens what was sealed, and the other way round, for every length"
                            + " around the cipher's blocks",
                    AeadCase.Scope.EVERY,
                    VectorCases::platform));

    private static final List<String> FILES = List.of("envelopes.txt", "gcm-specification.txt", "wycheproof.txt");
    private static final String FORGED = "wycheproof-forged.txt";
    private static final int FIELDS = 5;
    private static final int TAG_BITS = 128;

    private VectorCases() {}

    /** A vector: a key, and what is sealed under it. */
    private record Vector(byte[] key, Sealed sealed) {
        SecretBytes secret() {
            return SecretBytes.take(key.clone());
        }
    }

    private static void open(Bench bench) throws IOException {
        for (String file : FILES) {
            for (Vector vector : read(file)) {
                try (Opener opener = bench.provider().opener(vector.secret())) {
                    Bench.opens(opener, vector.sealed(), "a vector of " + file);
                }
            }
        }
    }

    private static void refuse(Bench bench) throws IOException {
        for (Vector vector : read(FORGED)) {
            try (Opener opener = bench.provider().opener(vector.secret())) {
                Bench.refuses(opener, vector.sealed(), "a vector of " + FORGED);
            }
        }
    }

    private static void seal(Bench bench) throws IOException {
        for (String file : FILES) {
            for (Vector vector : read(file)) {
                try (Sealer sealer = bench.provider().sealer(vector.secret())) {
                    Sealed one = vector.sealed();
                    byte[] bytes = Bench.seal(sealer, one.nonce().clone(), one.aad(), one.plaintext())
                            .bytes();
                    Bench.that(Arrays.equals(one.bytes(), bytes), "sealing a vector of " + file + " gives other bytes");
                }
            }
        }
    }

    private static List<Vector> read(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(VectorCases.class.getResourceAsStream(file), file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(VectorCases::vector)
                    .toList();
        }
    }

    private static Vector vector(String line) {
        List<byte[]> fields = Arrays.stream(line.split(" ", FIELDS))
                .map(field -> HexFormat.of().parseHex(field.equals("-") ? "" : field))
                .toList();
        return new Vector(fields.get(0), new Sealed(fields.get(1), fields.get(2), fields.get(3), fields.get(4)));
    }

    private static void platform(Bench bench) throws GeneralSecurityException {
        try (Opener opener = bench.opener();
                Sealer sealer = bench.sealer()) {
            for (int length = 0; length <= 100; length++) {
                Sealed ours = Bench.seal(sealer, bench.nonce(), bench.bytes(length / 3), bench.bytes(length));
                Sealed theirs = new Sealed(bench.nonce(), ours.aad(), bench.bytes(length), new byte[0]);
                byte[] opened = platform(Cipher.DECRYPT_MODE, bench, ours, ours.bytes());
                Bench.that(Arrays.equals(ours.plaintext(), opened), length + " bytes must be sealed by AES-256-GCM");
                byte[] sealed = platform(Cipher.ENCRYPT_MODE, bench, theirs, theirs.plaintext());
                Bench.opens(
                        opener,
                        new Sealed(theirs.nonce(), theirs.aad(), theirs.plaintext(), sealed),
                        length + " bytes sealed by the platform");
            }
        }
    }

    private static byte[] platform(int mode, Bench bench, Sealed one, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(bench.key(), "AES"), new GCMParameterSpec(TAG_BITS, one.nonce()));
        cipher.updateAAD(one.aad());
        return cipher.doFinal(input);
    }
}
