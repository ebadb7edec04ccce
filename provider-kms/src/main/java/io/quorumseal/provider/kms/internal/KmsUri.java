package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an {@code aws-kms:} URI says. What it leaves open is looked up as the SDK does: in the environment, the
 * profile files, and the metadata of the machine.
 *
 * @param key the key as KMS takes it: the ARN of a key or an alias, a key id, or {@code alias/NAME}
 * @param region the region
 * @param endpoint where KMS is, if not at its public endpoint
 * @param profile which profile the credentials and the rest come from
 * @param role the ARN of a role to assume
 * @param fips whether to use the FIPS endpoint
 * @param dualstack whether to use the endpoint with IPv6
 */
record KmsUri(
        String key,
        Optional<String> region,
        Optional<URI> endpoint,
        Optional<String> profile,
        Optional<String> role,
        boolean fips,
        boolean dualstack) {
    static final String SCHEME = "aws-kms";
    private static final Pattern KEY_ID = Pattern.compile("(mrk-)?[A-Za-z0-9-]{1,128}");
    private static final Pattern ALIAS = Pattern.compile("alias/[A-Za-z0-9/_-]{1,250}");
    private static final Pattern ROLE = Pattern.compile("arn:[a-z-]+:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

    static KmsUri parse(String uri) {
        if (!uri.toLowerCase(Locale.ROOT).startsWith(SCHEME + ":")) {
            throw misconfigured("it does not start with " + SCHEME + ":");
        }
        String rest = uri.substring(SCHEME.length() + 1);
        int query = rest.indexOf('?');
        String key = query < 0 ? rest : rest.substring(0, query);
        Parameters parameters = Parameters.parse(query < 0 ? "" : rest.substring(query + 1));
        KmsUri parsed = new KmsUri(
                key,
                region(key, parameters.text("region")),
                parameters.text("endpoint").map(Endpoint::parse),
                parameters.text("profile"),
                parameters.text("role").map(KmsUri::role),
                parameters.flag("fips"),
                parameters.flag("dualstack"));
        return parsed.checked();
    }

    private static Optional<String> region(String key, Optional<String> asked) {
        if (key.startsWith("arn:")) {
            String region = KeyArn.regionOf(key);
            if (asked.isPresent() && !asked.get().equals(region)) {
                throw misconfigured("the parameter region is not the region of the ARN, " + region + "; leave it out");
            }
            return Optional.of(region);
        }
        if (!KEY_ID.matcher(key).matches() && !ALIAS.matcher(key).matches()) {
            throw misconfigured("it names neither an ARN nor a key id nor alias/NAME");
        }
        asked.ifPresent(KeyArn::checkRegion);
        return asked;
    }

    private static String role(String arn) {
        if (!ROLE.matcher(arn).matches()) {
            throw misconfigured("the parameter role is not the ARN of an IAM role");
        }
        return arn;
    }

    private KmsUri checked() {
        if (endpoint.isPresent() && (fips || dualstack)) {
            throw misconfigured(
                    "fips and dualstack choose an endpoint, and the parameter endpoint names one; say either");
        }
        return this;
    }

    /** The URI itself is not in the message: what somebody wrote there by mistake may be a secret. */
    static KekException misconfigured(String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "the " + SCHEME + " URI is wrong: " + why + ". Write " + SCHEME + ":ARN, or " + SCHEME
                        + ":alias/NAME?region=REGION");
    }
}
