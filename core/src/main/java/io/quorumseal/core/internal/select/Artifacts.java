package io.quorumseal.core.internal.select;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which artifact to add for the scheme of a KEK, or for a cipher. Data for messages only: nothing here is ever loaded. */
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

    private static final Map<String, String> BY_CIPHER =
            Map.of("tink-aes-gcm", TINK, "accp-aes-256-gcm", "io.quorumseal:quorumseal-provider-accp");

    private Artifacts() {}

    static String remedy(String scheme) {
        return remedy(BY_SCHEME.get(scheme), "scheme");
    }

    static String cipherRemedy(String id) {
        return remedy(BY_CIPHER.get(id), "id");
    }

    private static String remedy(@Nullable String artifact, String name) {
        return artifact == null
                ? "correct the " + name + ", or add the jar of the provider that serves it"
                : "add " + artifact + " to the module path or class path";
    }
}
