package io.quorumseal.core.internal.select;

import java.util.Map;

/** Which artifact to add for a scheme. Data for messages only: nothing here is ever loaded. */
final class Artifacts {
    private static final String BC = "io.quorumseal:quorumseal-provider-bc";
    private static final String TINK = "io.quorumseal:quorumseal-provider-tink";
    private static final String VAULT = "io.quorumseal:quorumseal-provider-vault";
    private static final Map<String, String> BY_SCHEME = Map.ofEntries(
            Map.entry("file", BC),
            Map.entry("file-v0", BC),
            Map.entry("bc-password", BC),
            Map.entry("bc-keypair", BC),
            Map.entry("bc-pkcs12", BC),
            Map.entry("bc-bcfks", BC),
            Map.entry("tink-keyset", TINK),
            Map.entry("tink-keyset-insecure", TINK),
            Map.entry("aws-kms", "io.quorumseal:quorumseal-provider-kms"),
            Map.entry("vault-transit", VAULT),
            Map.entry("vault-transit-insecure", VAULT));

    private Artifacts() {}

    static String remedy(String scheme) {
        String artifact = BY_SCHEME.get(scheme);
        return artifact == null
                ? "correct the scheme, or add the jar of the provider that serves it"
                : "add " + artifact + " to the module path or class path";
    }
}
