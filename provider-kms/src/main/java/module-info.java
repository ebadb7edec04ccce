/** Key-encryption keys in AWS KMS, named {@code aws-kms:ARN}. Exports nothing: a URI's scheme selects the provider. */
@SuppressWarnings("requires-automatic") // The SDK has no module descriptors; its names are fixed in its manifests.
module io.quorumseal.provider.kms {
    requires io.quorumseal.api;
    requires static org.jspecify;
    // The SDK's query protocol, which assumes roles, reads XML; an automatic module cannot say so itself.
    requires java.xml;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.services.kms;
    requires software.amazon.awssdk.services.sts;
    requires software.amazon.awssdk.utils;

    provides io.quorumseal.api.spi.KekProvider with
            io.quorumseal.provider.kms.internal.AwsKmsKekProvider;
}
