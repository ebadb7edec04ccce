package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The nodes that run on a rolled-back disk because nobody answered when they started. They may seal nothing. */
public final class RolledBack {
    private static final Set<Refusal> REASONS =
            Set.of(Refusal.REGISTRATION_REFUSED, Refusal.SIDECAR_BEHIND, Refusal.SNAPSHOT_MISMATCH);

    private final Map<SimNode, LocalEpoch> used = new HashMap<>();

    /** There are none yet. */
    public RolledBack() {}

    /** A node runs whose earlier life was registered through an opening. */
    public void add(SimNode node, LocalEpoch through) {
        used.put(node, through);
    }

    public void remove(SimNode node) {
        used.remove(node);
    }

    public boolean contains(SimNode node) {
        return used.containsKey(node);
    }

    /** Whether a start on a rolled-back disk may be refused so. */
    public static boolean explains(StartupRefusedException e) {
        return REASONS.contains(e.refusal());
    }

    public List<SimNode> all() {
        return new ArrayList<>(used.keySet());
    }

    /** Fails if a node was allowed to begin a sealed payload in an opening that another life of it had. */
    public void requireMaySeal(SimNode node, String group) {
        boolean seals = node.runtime()
                .status()
                .keys()
                .group(new GroupId(group))
                .cutover()
                .isPresent();
        LocalEpoch opening = node.runtime().status().opening();
        Optional.ofNullable(used.get(node))
                .filter(through -> seals && opening.compareTo(through) <= 0)
                .ifPresent(through -> {
                    throw new AssertionError(node + " seals in opening " + opening
                            + " on a rolled-back disk, and opening " + through + " was registered");
                });
    }

    public void requireContains(SimNode node, RejectedException refusal) {
        if (!contains(node)) {
            throw refusal;
        }
    }
}
