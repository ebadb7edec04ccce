package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Where credentials come from: the SDK's default chain or a profile, and with those perhaps a role that is assumed.
 *
 * <p>None at all is a wrong configuration at first. Once there were some, it is a failure that passes: they could not
 * be renewed.
 */
final class Credentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final String SESSION = "quorumseal";

    private final Deque<SdkAutoCloseable> owned = new ArrayDeque<>();
    private final AwsCredentialsProvider source;
    private volatile boolean worked;

    Credentials(KmsUri uri) {
        AwsCredentialsProvider first = uri.profile().map(Credentials::ofProfile).orElseGet(this::standard);
        source = uri.role().map(role -> assume(role, first, uri)).orElse(first);
    }

    private static AwsCredentialsProvider ofProfile(String name) {
        return ProfileCredentialsProvider.create(name);
    }

    private AwsCredentialsProvider standard() {
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        owned.push(chain);
        return () -> {
            try {
                return chain.resolveCredentials();
            } catch (SdkClientException e) {
                return byWebIdentity(e);
            }
        };
    }

    /** The chain keeps to itself why a source that is configured gave nothing; asked alone, it says so. */
    static AwsCredentials byWebIdentity(SdkClientException ofTheChain) {
        if (SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isEmpty()
                || SdkSystemSetting.AWS_ROLE_ARN.getStringValue().isEmpty()) {
            throw ofTheChain;
        }
        try (WebIdentityTokenFileCredentialsProvider alone = WebIdentityTokenFileCredentialsProvider.create()) {
            return alone.resolveCredentials();
        }
    }

    private AwsCredentialsProvider assume(String role, AwsCredentialsProvider first, KmsUri uri) {
        StsClientBuilder builder = StsClient.builder()
                .credentialsProvider(first)
                .httpClient(UrlConnectionHttpClient.create(new Connections()))
                .overrideConfiguration(config -> uri.profile().ifPresent(config::defaultProfileName));
        uri.region().map(Region::of).ifPresent(builder::region);
        if (uri.fips()) {
            builder.fipsEnabled(true);
        }
        if (uri.dualstack()) {
            builder.dualstackEnabled(true);
        }
        StsClient sts = builder.build();
        StsAssumeRoleCredentialsProvider assumed = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> request.roleArn(role).roleSessionName(SESSION))
                .build();
        owned.push(sts);
        owned.push(assumed);
        return assumed;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            AwsCredentials found = source.resolveCredentials();
            worked = true;
            return found;
        } catch (SdkException e) {
            // An error of the SDK, because its interceptors replace others by one of their own that says less.
            throw SdkClientException.create("there are no credentials", failure(e));
        }
    }

    private KekException failure(SdkException e) {
        if (e instanceof AwsServiceException answer) {
            return Failures.ofService("the AWS credentials were refused", answer);
        }
        Optional<KekException> told = Failures.told(e);
        if (told.isPresent() || Failures.isOfNetwork(e)) {
            return told.orElseGet(() -> Failures.of(e));
        }
        return new KekException(
                worked ? KekException.Kind.UNREACHABLE : KekException.Kind.MISCONFIGURED,
                "there are no AWS credentials (" + Failures.brief(e.getMessage())
                        + "); give the machine, pod or process a role, or name a profile in the URI");
    }

    @Override
    public void close() {
        owned.forEach(SdkAutoCloseable::close);
    }
}
