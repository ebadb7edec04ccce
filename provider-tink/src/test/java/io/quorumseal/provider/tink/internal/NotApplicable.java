package io.quorumseal.provider.tink.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cases of the contract that mean nothing where a KEK is a file. */
final class NotApplicable {
    private NotApplicable() {}

    static Map<String, String> toKeysets() {
        Map<String, String> reasons = new HashMap<>();
        List.of("deadline", "reset", "cut", "500", "503", "429", "garbage")
                .forEach(name -> reasons.put("network." + name, "a keyset is a file; its own KEK is the other one's"));
        reasons.put("taxonomy.denied", "whoever can read the file and use the other KEK has the keyset");
        return reasons;
    }
}
