package io.quorumseal.provider.tink.internal;

import io.quorumseal.testkit.Reach;
import java.util.Map;

/** The cases of the contract that mean nothing where a KEK is a file. */
final class NotApplicable {
    private NotApplicable() {}

    static Map<String, String> toKeysets() {
        return Map.of("taxonomy.denied", "whoever can read the file, and use the other KEK, has the keyset");
    }

    static Reach reach() {
        return new Reach.Nowhere("a keyset is a file; the network is the other KEK's");
    }
}
