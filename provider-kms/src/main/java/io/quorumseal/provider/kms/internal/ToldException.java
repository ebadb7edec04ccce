package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Carries an error of ours through the SDK, which takes exceptions of its own only: an interceptor of it makes another
 * one of whatever a host that is not found has caused, and fails if that was none of the SDK's. For the same reason it has
 * no cause.
 */
final class ToldException extends SdkClientException {
    private static final long serialVersionUID = 1L;

    /** What is told. */
    private final KekException failure;

    ToldException(KekException failure) {
        super(SdkClientException.builder().message(failure.getMessage()));
        this.failure = failure;
    }

    KekException failure() {
        return failure;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
