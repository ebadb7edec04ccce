package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Environment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Where credentials come from: the SDK's default chain or a profile, and with those perhaps a role that is assumed.
 *
 * <p>None at all is a wrong configuration at first. Once there were some, it is a failure that passes: they could not
 * be renewed.
 */
final class Credentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final String SESSION = "quorumseal";

    private final Connections connections;
    private final Environment environment;
    private final Deque<SdkAutoCloseable> owned = new ArrayDeque<>();
    private final AwsCredentialsProvider source;
    private volatile boolean worked;

    Credentials(KmsUri uri, Connections connections, Environment environment) {
        this.connections = connections;
        this.environment = environment;
        AwsCredentialsProvider first = uri.profile().map(Credentials::ofProfile).orElseGet(() -> standard(uri));
        source = uri.role().map(role -> assume(role, first, uri)).orElse(first);
    }

    private static AwsCredentialsProvider ofProfile(String name) {
        return ProfileCredentialsProvider.create(name);
    }

    /** The sources of the SDK's default chain, in its order. */
    private AwsCredentialsProvider standard(KmsUri uri) {
        List<AwsCredentialsProvider> sources = new ArrayList<>(List.of(SystemPropertyCredentialsProvider.create()));
        if (environment
                .variable(SdkSystemSetting.AWS_ACCESS_KEY_ID.environmentVariable())
                .isPresent()) {
            sources.add(EnvironmentVariableCredentialsProvider.create());
        }
        if (SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent()) {
            sources.add(webIdentity(uri));
        }
        sources.add(ProfileCredentialsProvider.create());
        sources.add(ContainerCredentialsProvider.create());
        sources.add(InstanceProfileCredentialsProvider.create());
        CredentialChain chain = new CredentialChain(sources);
        owned.push(chain);
        return chain;
    }

    /** The role and the token's file are named by the environment, as for a pod (IRSA). */
    private AwsCredentialsProvider webIdentity(KmsUri uri) {
        return StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(sts(AnonymousCredentialsProvider.create(), uri))
                .build();
    }

    private AwsCredentialsProvider assume(String role, AwsCredentialsProvider first, KmsUri uri) {
        StsAssumeRoleCredentialsProvider assumed = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(first, uri))
                .refreshRequest(request -> request.roleArn(role).roleSessionName(SESSION))
                .build();
        owned.push(assumed);
        return assumed;
    }

    private StsClient sts(AwsCredentialsProvider by, KmsUri uri) {
        StsClientBuilder builder = StsClient.builder()
                .credentialsProvider(by)
                .httpClient(UrlConnectionHttpClient.create(connections))
                .overrideConfiguration(config -> KmsCalls.configure(config, uri));
        uri.region().map(Region::of).ifPresent(builder::region);
        if (uri.fips()) {
            builder.fipsEnabled(true);
        }
        if (uri.dualstack()) {
            builder.dualstackEnabled(true);
        }
        StsClient sts = builder.build();
        owned.push(sts);
        return sts;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        CallThread.waitFor(CallThread.Party.CREDENTIALS);
        try {
            AwsCredentials found = source.resolveCredentials();
            worked = true;
            CallThread.waitFor(CallThread.Party.KMS);
            return found;
        } catch (RuntimeException e) {
            throw new ToldException(failure(e));
        }
    }

    private KekException failure(RuntimeException e) {
        if (Failures.isAborted(e)) {
            return CallThread.givenUp();
        }
        if (e instanceof AwsServiceException || Failures.told(e).isPresent() || Failures.isOfNetwork(e)) {
            return Failures.of(e, CallThread.Party.CREDENTIALS);
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
