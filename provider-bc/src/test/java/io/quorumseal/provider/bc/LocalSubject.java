package io.quorumseal.provider.bc;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A KEK from local files under the contract.
 *
 * @param provider the provider
 * @param uri the KEK
 * @param otherUri another one
 */
record LocalSubject(KekProvider provider, String uri, String otherUri) implements KekSubject {
    private static final String NO_SERVER = "files are read once and then nothing waits for a network";
    private static final String NO_VERSIONS = "a file holds one key that has no versions";
    private static final String NO_OWNER = "whoever could read the files has the key";

    @Override
    public Map<String, String> notApplicable() {
        Map<String, String> reasons = new HashMap<>();
        List.of("deadline", "reset", "cut", "500", "503", "429", "garbage")
                .forEach(name -> reasons.put("network." + name, NO_SERVER));
        List.of("rewrap.newest-version", "rewrap.old-version-disabled").forEach(name -> reasons.put(name, NO_VERSIONS));
        List.of("taxonomy.denied", "taxonomy.key-disabled", "taxonomy.key-not-found")
                .forEach(name -> reasons.put(name, NO_OWNER));
        return reasons;
    }

    @Override
    public void close() {
        // The test's temporary directory goes with the test.
    }
}
