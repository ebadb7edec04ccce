package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.KeyFileFixture.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.bouncycastle.util.test.FixedSecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bouncy Castle against published vectors: a release of it that computes something else fails here. */
class VectorsTest {
    private static final byte[] INFO = {1, 2, 3};
    private static final byte[] DEK = HexFormat.of().parseHex("40414243444546474849".repeat(3) + "4a4b");

    @Test
    void argon2id_vectorOfTheRfc_givesItsTag() throws IOException {
        Vectors vector = Vectors.read("argon2id.properties", "");
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(vector.number("memory-kib"))
                .withIterations(vector.number("passes"))
                .withParallelism(vector.number("lanes"))
                .withSalt(vector.bytes("salt"))
                .withSecret(vector.bytes("secret"))
                .withAdditional(vector.bytes("associated"))
                .build());
        byte[] tag = new byte[32];
        argon2.generateBytes(vector.bytes("password"), tag);
        assertEquals(vector.text("tag"), hex(tag));
    }

    @Test
    void hpke_vectorOfTheRfc_opens() throws Exception {
        Vectors vector = Vectors.read("hpke.properties", "");
        HPKE hpke =
                new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, (short) vector.number("aead"));
        AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(vector.bytes("skRm"), null);
        assertEquals(vector.text("pkRm"), hex(hpke.serializePublicKey(pair.getPublic())));
        byte[] opened = hpke.open(
                vector.bytes("enc"),
                pair,
                vector.bytes("info"),
                vector.bytes("aad"),
                vector.bytes("ct"),
                null,
                null,
                null);
        assertEquals(vector.text("pt"), hex(opened));
    }

    @Test
    void independentHpke_vectorOfTheRfc_opens() throws Exception {
        Vectors vector = Vectors.read("hpke.properties", "");
        byte[] shared = IndependentHpke.decapsulate(vector.bytes("skRm"), vector.bytes("pkRm"), vector.bytes("enc"));
        assertEquals(vector.text("shared_secret"), hex(shared));
        byte[] opened = new IndependentHpke(HPKE.kem_X25519_SHA256, vector.number("aead"))
                .open(shared, vector.bytes("info"), vector.bytes("aad"), vector.bytes("ct"));
        assertEquals(vector.text("pt"), hex(opened));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void xWing_vectorOfTheDraft_agrees(int number) throws Exception {
        Vectors vector = Vectors.read("x-wing.properties", number + ".");
        byte[] publicKey = Hpke.X_WING.publicKey(vector.bytes("seed"));
        assertEquals(vector.text("pk"), sha256(publicKey));
        SecretWithEncapsulation made = new XWingKEMGenerator(new FixedSecureRandom(vector.bytes("eseed")))
                .generateEncapsulated(new XWingPublicKeyParameters(publicKey));
        assertEquals(vector.text("ct"), sha256(made.getEncapsulation()));
        assertEquals(vector.text("ss"), hex(made.getSecret()));
        assertEquals(vector.text("ss"), hex(decapsulate(vector.bytes("seed"), made.getEncapsulation())));
    }

    @Test
    void seal_x25519_opensInTheOtherImplementation() throws Exception {
        byte[] privateKey = Vectors.read("hpke.properties", "").bytes("skRm");
        byte[] publicKey = Hpke.X25519.publicKey(privateKey);
        Sealed sealed = Sealed.by(Hpke.X25519, publicKey, 32);
        byte[] shared = IndependentHpke.decapsulate(privateKey, publicKey, sealed.enc());
        assertArrayEquals(DEK, sealed.open(HPKE.kem_X25519_SHA256, shared));
    }

    @Test
    void seal_xWing_opensInTheOtherImplementation() throws Exception {
        byte[] seed = Vectors.read("x-wing.properties", "1.").bytes("seed");
        Sealed sealed = Sealed.by(Hpke.X_WING, Hpke.X_WING.publicKey(seed), 1120);
        assertArrayEquals(DEK, sealed.open(HPKE.kem_X_WING, decapsulate(seed, sealed.enc())));
    }

    /** What Bouncy Castle sealed, taken apart. */
    private record Sealed(byte[] enc, byte[] ciphertext) {
        static Sealed by(Hpke hpke, byte[] publicKey, int encLength) {
            byte[] all = hpke.seal(publicKey, INFO, DEK);
            return new Sealed(Arrays.copyOf(all, encLength), Arrays.copyOfRange(all, encLength, all.length));
        }

        byte[] open(int kem, byte[] shared) throws GeneralSecurityException {
            return new IndependentHpke(kem, HPKE.aead_AES_GCM256).open(shared, INFO, new byte[0], ciphertext);
        }
    }

    private static byte[] decapsulate(byte[] seed, byte[] enc) {
        return new XWingKEMExtractor(new XWingPrivateKeyParameters(seed)).extractSecret(enc);
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
