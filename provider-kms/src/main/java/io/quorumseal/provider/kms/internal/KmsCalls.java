package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Environment;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Calls AWS KMS through the SDK. Each call is over by its deadline, retries of the SDK and the renewal of credentials
 * included, and fails as a {@link KekException} only.
 */
final class KmsCalls implements AutoCloseable {
    private final Connections connections;
    private final Credentials credentials;
    private final KmsClient client;
    private volatile boolean closed;

    private KmsCalls(Connections connections, Credentials credentials, KmsClient client) {
        this.connections = connections;
        this.credentials = credentials;
        this.client = client;
    }

    static KmsCalls open(KmsUri uri, Environment environment) {
        Connections connections = new Connections(environment);
        try {
            Credentials credentials = new Credentials(uri, connections, environment);
            return new KmsCalls(connections, credentials, client(uri, credentials, connections));
        } catch (SdkClientException e) {
            throw KmsUri.misconfigured("the SDK refuses it (" + Failures.brief(e.getMessage()) + ")");
        } catch (IllegalStateException e) {
            // What the SDK says of waits of its own that were interrupted.
            throw Thread.currentThread().isInterrupted() ? Failures.interrupted() : e;
        }
    }

    private static KmsClient client(KmsUri uri, Credentials credentials, Connections connections) {
        KmsClientBuilder builder = KmsClient.builder()
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create(connections))
                .overrideConfiguration(config -> configure(config, uri));
        uri.region().map(Region::of).ifPresent(builder::region);
        uri.endpoint().ifPresent(builder::endpointOverride);
        // What is not asked for is left to the SDK's own configuration.
        if (uri.fips()) {
            builder.fipsEnabled(true);
        }
        if (uri.dualstack()) {
            builder.dualstackEnabled(true);
        }
        return builder.build();
    }

    /** Settles what all clients have in common. */
    static void configure(ClientOverrideConfiguration.Builder config, KmsUri uri) {
        uri.profile().ifPresent(config::defaultProfileName);
        config.retryStrategy(new NotedRetries(AwsRetryStrategy.standardRetryStrategy()));
    }

    /**
     * Makes a call.
     *
     * @param operation the call; the configuration that it is given goes into its request
     */
    <R> R call(Deadline deadline, BiFunction<KmsClient, AwsRequestOverrideConfiguration, R> operation) {
        checkOpen();
        if (deadline.left().toMillis() < 1) {
            throw Failures.late(CallThread.Party.KMS);
        }
        try {
            AwsRequestOverrideConfiguration limits = AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(deadline.left())
                    .build();
            return CallThread.run(deadline, () -> operation.apply(client, limits));
        } catch (RuntimeException e) {
            checkOpen();
            throw withWay(Failures.of(e, CallThread.Party.KMS));
        }
    }

    /** Names the proxy on the way where nobody answered. */
    private KekException withWay(KekException failure) {
        return failure.kind() == KekException.Kind.UNREACHABLE && !way().isEmpty()
                ? new KekException(failure.kind(), failure.getMessage() + way(), failure.getCause())
                : failure;
    }

    /** Tells people which proxy is on the way: empty, or a phrase that begins with a comma. */
    String way() {
        return connections.way();
    }

    void checkOpen() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this KEK is closed; open it again");
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        credentials.close();
    }
}
