package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;

/**
 * Refuses a URI.
 *
 * @param uri how the URI is named in messages, without its parameters
 */
record Refusal(String uri) {
    KekException because(String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "\"" + uri + "\" does not name a key in Vault: " + why + "; write " + VaultUri.SCHEME
                        + "://HOST:PORT/MOUNT/KEY?PARAMETER=VALUE&…, as docs/providers/vault.md tells");
    }
}
