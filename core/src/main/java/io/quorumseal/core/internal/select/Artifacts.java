package io.quorumseal.core.internal.select;

import java.util.Map;

/** Which artifact to add for a scheme. Data for messages only: nothing here is ever loaded. */
final class Artifacts {
    private static final String BC = "io.quorumseal:quorumseal-provider-bc";
    private static final String VAULT = "io.quorumseal:quorumseal-provider-vault";
    private static final Map<String, String> BY_SCHEME = Map.of(
            "file", BC,
            "file-v0", BC,
            "bc-password", BC,
            "bc-keypair", BC,
            "bc-pkcs12", BC,
            "bc-bcfks", BC,
            "tink-keyset", "io.quorumseal:quorumseal-provider-tink",
            "aws-kms", "io.quorumseal:quorumseal-provider-kms",
            "vault-transit", VAULT,
            "vault-transit-insecure", VAULT);

    private Artifacts() {}

    static String remedy(String scheme) {
        String artifact = BY_SCHEME.get(scheme);
        return artifact == null
                ? "correct the scheme, or add the jar of the provider that serves it"
                : "add " + artifact + " to the module path or class path";
    }
}
