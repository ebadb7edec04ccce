package io.quorumseal.provider.kms.internal;

import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * The SDK's retries, but for those that would begin too late: then the last answer is the outcome. It tells more than
 * a timeout does, which would make "asked too often" look like "no answer".
 *
 * @param sdk the SDK's strategy, shared by all calls
 */
record TimelyRetries(RetryStrategy sdk) implements RetryStrategy {

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        return sdk.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        RefreshRetryTokenResponse next = sdk.refreshRetryToken(request);
        if (CallThread.left().compareTo(next.delay()) <= 0) {
            throw new TokenAcquisitionFailedException("no time is left", next.token(), request.failure());
        }
        return next;
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        return sdk.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
        return sdk.maxAttempts();
    }

    @Override
    public boolean useClientDefaults() {
        return false; // They are in the SDK's strategy already; adding them would unwrap it.
    }

    @Override
    public Builder<?, ?> toBuilder() {
        return sdk.toBuilder();
    }
}
