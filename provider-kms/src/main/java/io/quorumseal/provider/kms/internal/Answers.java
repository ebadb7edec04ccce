package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Checks what KMS answered. */
final class Answers {
    private Answers() {}

    static void checkKey(KeyArn asked, @Nullable String answered) {
        if (!asked.text().equals(answered)) {
            throw unusable("is of key " + answered + " instead of " + asked.text());
        }
    }

    /** Gives the bytes of an answer, not a copy. */
    static byte[] bytes(@Nullable SdkBytes answered) {
        if (answered == null) {
            throw unusable("lacks what was asked for");
        }
        return answered.asByteArrayUnsafe();
    }

    static KekException unusable(String found) {
        return new KekException(
                KekException.Kind.UNREACHABLE,
                "the answer " + found + ": this is not AWS KMS, or something between confuses its answers;"
                        + " look at the endpoint and at proxies");
    }
}
