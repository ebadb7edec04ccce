package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/** A KEK in AWS KMS. Each call names the key by its ARN, and the answer has to be of that very key. */
final class AwsKmsKek implements Kek {
    private static final int SHORTEST_DEK = 16;
    private static final int LONGEST_DEK = 64;
    private static final WrapContext PROBE = new WrapContext("quorumseal probe", Purpose.STORAGE, new DekId(1));
    private static final int PROBE_LENGTH = 32;
    private static final EncryptionAlgorithmSpec ALGORITHM = EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT;

    private final SecureRandom random = new SecureRandom();
    private final KmsCalls calls;
    private final KeyArn key;
    private volatile String version;

    private AwsKmsKek(KmsCalls calls, KeyArn key, String version) {
        this.calls = calls;
        this.key = key;
        this.version = version;
    }

    static AwsKmsKek of(KmsCalls calls, KeyLookup found) {
        return new AwsKmsKek(calls, found.arn(), found.material().orElse("1"));
    }

    @Override
    public String description() {
        return KmsUri.SCHEME + ":" + key.text() + " (fingerprint " + key.fingerprint() + ")" + calls.way();
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(key.fingerprint());
    }

    /** Tells the id of the key material that was seen last in use for encryption. */
    @Override
    public String version() {
        return version;
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return wrap(dek, context, Deadline.in(timeout));
    }

    private byte[] wrap(SecretBytes dek, WrapContext context, Deadline deadline) {
        if (dek.length() < SHORTEST_DEK || dek.length() > LONGEST_DEK) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description() + " does not wrap DEKs of " + dek.length() + " bytes; use 32 bytes");
        }
        byte[] plain = dek.readSecret(byte[]::clone);
        try {
            byte[] ciphertext = encrypt(plain, WrappedDek.encryptionContext(context), deadline);
            return new WrappedDek(key, DekCheck.of(dek, context), ciphertext).encode();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] encrypt(byte[] plain, Map<String, String> context, Deadline deadline) {
        EncryptResponse answer = calls.call(
                deadline,
                (kms, limits) -> kms.encrypt(request -> request.keyId(key.text())
                        .encryptionAlgorithm(ALGORITHM)
                        .encryptionContext(context)
                        .plaintext(SdkBytes.fromByteArrayUnsafe(plain))
                        .overrideConfiguration(limits)));
        Answers.checkKey(key, answer.keyId());
        return Answers.bytes(answer.ciphertextBlob());
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return unwrap(ours(wrapped), context, Deadline.in(timeout));
    }

    private SecretBytes unwrap(WrappedDek wrapped, WrapContext context, Deadline deadline) {
        SecretBytes dek = decrypt(wrapped.ciphertext(), WrappedDek.encryptionContext(context), deadline);
        if (!DekCheck.fits(wrapped.check(), dek, context)) {
            dek.close();
            throw WrappedDek.corrupt("what AWS KMS unwrapped is not the DEK that was wrapped");
        }
        return dek;
    }

    private SecretBytes decrypt(byte[] ciphertext, Map<String, String> context, Deadline deadline) {
        return calls.call(
                deadline,
                (kms, limits) -> secret(kms.decrypt(request -> request.keyId(key.text())
                        .encryptionAlgorithm(ALGORITHM)
                        .encryptionContext(context)
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(ciphertext))
                        .overrideConfiguration(limits))));
    }

    private SecretBytes secret(DecryptResponse answer) {
        try (SecretBytes dek = SecretBytes.take(Answers.bytes(answer.plaintext()))) {
            Answers.checkKey(key, answer.keyId());
            return dek.copy();
        }
    }

    /** Wraps anew inside of KMS: the DEK does not come here. */
    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        WrappedDek old = ours(wrapped);
        Map<String, String> bound = WrappedDek.encryptionContext(context);
        ReEncryptResponse answer = calls.call(
                Deadline.in(timeout),
                (kms, limits) -> kms.reEncrypt(request -> request.sourceKeyId(key.text())
                        .sourceEncryptionAlgorithm(ALGORITHM)
                        .sourceEncryptionContext(bound)
                        .destinationKeyId(key.text())
                        .destinationEncryptionAlgorithm(ALGORITHM)
                        .destinationEncryptionContext(bound)
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(old.ciphertext()))
                        .overrideConfiguration(limits)));
        Answers.checkKey(key, answer.sourceKeyId());
        Answers.checkKey(key, answer.keyId());
        Optional.ofNullable(answer.destinationKeyMaterialId()).ifPresent(newest -> version = newest);
        return new WrappedDek(key, old.check(), Answers.bytes(answer.ciphertextBlob())).encode();
    }

    private WrappedDek ours(byte[] wrapped) {
        calls.checkOpen();
        WrappedDek decoded = WrappedDek.decode(wrapped);
        if (!decoded.key().isSameKeyAs(key)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "the DEK was wrapped under " + decoded.key().text() + " (fingerprint "
                            + decoded.key().fingerprint() + "), this KEK is " + description()
                            + "; name the key that the DEK was wrapped under");
        }
        return decoded;
    }

    @Override
    public void probe(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        try (SecretBytes sample = SecretBytes.random(PROBE_LENGTH, random);
                SecretBytes back = unwrap(ours(wrap(sample, PROBE, deadline)), PROBE, deadline)) {
            if (!sample.equals(back)) {
                throw WrappedDek.corrupt("what was wrapped as a probe came back as something else");
            }
        }
    }

    @Override
    public void close() {
        calls.close();
    }

    @Override
    public String toString() {
        return description();
    }
}
