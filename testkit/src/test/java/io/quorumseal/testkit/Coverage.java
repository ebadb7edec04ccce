package io.quorumseal.testkit;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of thing happened. */
final class Coverage {
    private final Map<String, Integer> counts = new TreeMap<>();

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    int of(String what) {
        return counts.getOrDefault(what, 0);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
