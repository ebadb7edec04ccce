package io.quorumseal.provider.kms.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Sources of credentials in order; the one that had some first is asked from then on. The SDK's own chain keeps only the
 * messages of those that failed, so that "STS is not to be reached" and "nothing is set up" are the same to it.
 *
 * <p>A source that is set up and refused, or cannot be reached, ends the search: what comes after it is another identity.
 * Only the metadata of the machine count as not set up where nobody answers, since on most machines nobody does.
 */
final class CredentialChain implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final int LONGEST_REASON = 120;

    private final List<AwsCredentialsProvider> sources;
    private volatile @Nullable AwsCredentialsProvider proven;

    CredentialChain(List<AwsCredentialsProvider> sources) {
        this.sources = sources;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentialsProvider known = proven;
        return known == null ? search() : known.resolveCredentials();
    }

    private AwsCredentials search() {
        List<String> without = new ArrayList<>();
        for (AwsCredentialsProvider source : sources) {
            try {
                AwsCredentials found = source.resolveCredentials();
                proven = source;
                return found;
            } catch (RuntimeException e) {
                if (isSetUp(source, e)) {
                    throw e;
                }
                without.add(reason(source, e));
            }
        }
        throw SdkClientException.create("no source has any: " + String.join("; ", without));
    }

    private static boolean isSetUp(AwsCredentialsProvider source, RuntimeException e) {
        boolean asked = e instanceof AwsServiceException || Failures.isOfNetwork(e);
        return Failures.isAborted(e)
                || Thread.currentThread().isInterrupted()
                || (asked && !(source instanceof InstanceProfileCredentialsProvider));
    }

    private static String reason(AwsCredentialsProvider source, RuntimeException e) {
        String name = source.getClass().getSimpleName().replace("CredentialsProvider", "");
        String text = name + ": " + Failures.brief(e.getMessage());
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
    }

    @Override
    public void close() {
        for (AwsCredentialsProvider source : sources) {
            if (source instanceof SdkAutoCloseable open) {
                open.close();
            }
        }
    }
}
