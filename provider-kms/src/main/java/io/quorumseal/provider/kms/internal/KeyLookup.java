package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;

/**
 * The key that a name stands for, as KMS says at opening.
 *
 * @param arn its ARN
 * @param material which key material is the current one, where KMS says so
 */
record KeyLookup(KeyArn arn, Optional<String> material) {

    /** Asks KMS. Whether the key is enabled is not looked at: that changes, and each call tells. */
    static KeyLookup resolve(KmsCalls calls, String name, Duration timeout) {
        KeyMetadata found = calls.call(
                        Deadline.in(timeout),
                        (kms, limits) ->
                                kms.describeKey(request -> request.keyId(name).overrideConfiguration(limits)))
                .keyMetadata();
        KeyArn arn = Optional.ofNullable(found)
                .flatMap(metadata -> Optional.ofNullable(metadata.arn()))
                .flatMap(KeyArn::parse)
                .orElseThrow(() -> Answers.unusable("names no key"));
        checkName(name, arn);
        checkKind(found);
        return new KeyLookup(arn, Optional.ofNullable(found.currentKeyMaterialId()));
    }

    private static void checkName(String name, KeyArn found) {
        if (KeyArn.parse(name).isPresent() && !name.equals(found.text())) {
            throw Answers.unusable("names " + found.text() + " instead of " + name);
        }
    }

    private static void checkKind(KeyMetadata key) {
        if (key.keySpec() != KeySpec.SYMMETRIC_DEFAULT) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    key.arn() + " is a key of spec " + key.keySpecAsString()
                            + "; use one of spec SYMMETRIC_DEFAULT: it encrypts and decrypts, and only for who may use it");
        }
    }
}
