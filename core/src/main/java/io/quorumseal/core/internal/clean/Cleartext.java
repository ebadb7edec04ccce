package io.quorumseal.core.internal.clean;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Ends the time in which a value of this node may be in cleartext. Once the node has counted that none is, and holds no
 * snapshot that may bring one back, a value that is said to be in cleartext is refused. That is durable, and lasts until
 * a snapshot is installed of a member that has not counted.
 */
final class Cleartext {
    private static final String REFUSED = "values in cleartext are refused";

    private final Node node;
    private final Fences fences;
    private final Supplier<Optional<Proof>> proof;
    private final Looks looks;

    Cleartext(Node node, Fences fences, Supplier<Optional<Proof>> proof, Looks looks) {
        this.looks = looks;
        this.node = node;
        this.fences = fences;
        this.proof = proof;
    }

    /** Has it refused from now on if it can be, and says so or why not; says nothing where values are not sealed. */
    synchronized String end() {
        if (node.isCleartextRefused()) {
            return REFUSED;
        }
        if (node.config().valueStore().isEmpty()
                || node.state().storageCutover().isEmpty()) {
            return "";
        }
        List<String> left = left();
        if (!left.isEmpty()) {
            return "values in cleartext are still read: " + String.join("; ", left);
        }
        refuse(true);
        return REFUSED;
    }

    private List<String> left() {
        Optional<Proof> counted = proof.get();
        if (counted.isEmpty()) {
            return List.of("they were not counted in this opening; rewrite them");
        }
        List<String> left = new ArrayList<>();
        long cleartext = counted.get().values().cleartext().values();
        if (cleartext > 0) {
            left.add(cleartext + " could not be sealed");
        }
        fences.groups().forEach(group -> left.addAll(new Leftovers(node, group, counted, looks).withCleartext()));
        return left;
    }

    /** After the count was given up, so that {@link #end} cannot come between. */
    synchronized void begin() {
        if (node.isCleartextRefused()) {
            refuse(false);
        }
    }

    private void refuse(boolean refused) {
        var unused =
                node.keeper().update(sidecar -> sidecar.with(sidecar.local().withCleartextRefused(refused)));
    }

    /** A snapshot is exported before anything behind it is applied: one at or behind the count's end holds none. */
    boolean noneIn(GroupId group, LongPredicate reached) {
        return node.isCleartextRefused()
                || proof.get()
                        .filter(counted -> isBehind(counted, group, reached))
                        .isPresent();
    }

    private static boolean isBehind(Proof counted, GroupId group, LongPredicate reached) {
        Long from = counted.from().get(group);
        return counted.values().cleartext().values() == 0 && from != null && reached.test(from);
    }
}
