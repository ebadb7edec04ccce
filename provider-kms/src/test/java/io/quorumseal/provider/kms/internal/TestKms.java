package io.quorumseal.provider.kms.internal;

import io.quorumseal.testkit.TestEnvironment;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;

/** The KMS that the environment names, as its operator sees it. */
record TestKms(URI endpoint, KmsClient operator) implements AutoCloseable {
    static TestKms named() {
        URI uri = URI.create(environment("TEST_QUORUMSEAL_KMS_ENDPOINT"));
        return new TestKms(
                uri,
                KmsClient.builder()
                        .endpointOverride(uri)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build());
    }

    static String environment(String name) {
        return TestEnvironment.require(name, "run: eval \"$(testkit/servers/kms start)\"");
    }

    /** Makes a key; gives its ARN. */
    String newKey() {
        return operator.createKey(CreateKeyRequest.builder().build())
                .keyMetadata()
                .arn();
    }

    String uri(String key) {
        return uri(key, endpoint);
    }

    static String uri(String key, URI at) {
        return "aws-kms:" + key + "?endpoint=" + URLEncoder.encode(at.toString(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        operator.close();
    }
}
