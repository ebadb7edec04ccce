package io.quorumseal.provider.vault.internal;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException;
import java.util.Set;

/**
 * What Vault tells of a key.
 *
 * @param name its name
 * @param type its type
 * @param derived whether a context takes part in it
 * @param convergent whether equal plaintexts give equal ciphertexts
 * @param latest its newest version
 */
record KeyInfo(String name, String type, boolean derived, boolean convergent, int latest) {
    /** Those of 256 bits that take a context. */
    private static final Set<String> TYPES = Set.of("aes256-gcm96", "chacha20-poly1305");

    static KeyInfo of(JsonObject data) {
        return new KeyInfo(
                Json.text(data, "name").orElse(""),
                Json.text(data, "type").orElse(""),
                Json.isTrue(data, "derived"),
                Json.isTrue(data, "convergent_encryption"),
                Json.number(data, "latest_version"));
    }

    /** Refuses a key that does not bind the context, or binds it too weakly. */
    void check(VaultUri uri) {
        if (!TYPES.contains(type)) {
            throw unfit(uri, "is of type " + type + ", and has to be of " + String.join(" or ", TYPES));
        }
        if (!derived) {
            throw unfit(uri, "is not derived, so it would not bind wrapped DEKs to cluster, purpose and id");
        }
        if (convergent) {
            throw unfit(uri, "is convergent, so equal DEKs would give equal bytes");
        }
    }

    private static KekException unfit(VaultUri uri, String found) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                uri.description() + " " + found + ". That cannot be changed in a key: make another by\n  vault write "
                        + uri.namespace()
                                .map(name -> "-namespace=" + name + " ")
                                .orElse("") + uri.path("keys")
                        + "-derived type=aes256-gcm96 derived=true\nand name " + uri.key() + "-derived in the URI");
    }
}
