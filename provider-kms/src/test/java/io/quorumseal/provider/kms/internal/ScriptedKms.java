package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.net.URI;
import java.util.Base64;

/** A KMS that answers what it is told, and a KEK that asks it. */
record ScriptedKms(FaultProxy proxy, Kek kek) implements AutoCloseable {
    static final String ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String OTHER = "arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";
    static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    private static final byte[] CIPHERTEXT = new byte[184];

    static ScriptedKms start() {
        return start(ARN);
    }

    static ScriptedKms start(String arn) {
        FaultProxy proxy = FaultProxy.before(URI.create("http://127.0.0.1:9"));
        proxy.next(KmsAnswers.key(arn));
        return new ScriptedKms(proxy, new AwsKmsKekProvider().open(uri(arn, proxy.uri()), new TestKekHost()));
    }

    static String uri(String arn, URI at) {
        return TestKms.uri(arn, at) + "&profile=scripted";
    }

    void always(Fault answer) {
        proxy.clear();
        proxy.always(answer);
    }

    /** Answers as if a DEK had been encrypted or decrypted under a key. */
    void answerOf(String arn, SecretBytes dek) {
        String plain = dek.readSecret(raw -> Base64.getEncoder().encodeToString(raw));
        String blob = Base64.getEncoder().encodeToString(CIPHERTEXT);
        always(KmsAnswers.json("{\"KeyId\":\"" + arn + "\",\"SourceKeyId\":\"" + arn + "\",\"CiphertextBlob\":\"" + blob
                + "\",\"Plaintext\":\"" + plain + "\"}"));
    }

    /** A wrapped DEK as it would be here. */
    static byte[] wrapped(SecretBytes dek) {
        return wrapped(ARN, dek);
    }

    static byte[] wrapped(String arn, SecretBytes dek) {
        return new WrappedDek(KeyArn.parse(arn).orElseThrow(), DekCheck.of(dek, CONTEXT), CIPHERTEXT).encode();
    }

    @Override
    public void close() {
        kek.close();
        proxy.close();
    }
}
