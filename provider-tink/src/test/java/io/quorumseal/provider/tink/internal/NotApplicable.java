package io.quorumseal.provider.tink.internal;

import java.util.Map;

/** The cases of the contract that mean nothing where a KEK is a file. */
final class NotApplicable {
    private NotApplicable() {}

    static Map<String, String> toKeysets() {
        return Map.of(
                "network.*", "a keyset is a file; the network is the other KEK's",
                "taxonomy.denied", "whoever can read the file, and use the other KEK, has the keyset");
    }
}
