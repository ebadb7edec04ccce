package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.member.OwnRegistrations;
import io.quorumseal.core.internal.node.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells what of this node may still need a DEK, in any file or in memory. For a DEK that nobody seals under any more it
 * only ever becomes less, except by a snapshot of a member that is asked as well.
 */
final class Needing {
    private final Node node;
    private final Fences fences;
    private final Rewriter rewriter;
    private final OwnRegistrations own;
    private final FileDesk files;
    private final Looks looks;

    /**
     * One reason.
     *
     * @param groups the groups that would give others what they could not read
     */
    record Need(Predicate<GroupId> groups, String text) {
        boolean concerns(GroupId group) {
            return groups.test(group);
        }
    }

    Needing(Node node, Fences fences, Rewriter rewriter, OwnRegistrations own, FileDesk files, Looks looks) {
        this.files = files;
        this.looks = looks;
        this.own = own;
        this.node = node;
        this.fences = fences;
        this.rewriter = rewriter;
    }

    List<String> of(DekId dek) {
        KeyState state = node.state();
        KeyState.Key key = state.keys().get(dek);
        if (state.retired().contains(dek)) {
            return List.of();
        }
        if (key == null) {
            return List.of("DEK " + dek + " is not applied here yet");
        }
        if (state.active().containsValue(dek)) {
            return List.of("DEK " + dek + " is active here");
        }
        return ofEither(key).stream().map(Need::text).toList();
    }

    /** What needs a DEK that nobody seals under; what cannot be looked at, may. */
    List<Need> ofRetired(KeyState.Key key) {
        try {
            return ofEither(key);
        } catch (RuntimeException unreadable) {
            return List.of(everywhere("not everything can be looked at: " + unreadable));
        }
    }

    private List<Need> ofEither(KeyState.Key key) {
        DekId dek = key.dek().id();
        return key.purpose() == Purpose.RAFT ? ofPayloads(dek) : ofValues(dek);
    }

    private static Need everywhere(String text) {
        return new Need(group -> true, text);
    }

    private static List<Need> in(GroupRuntime group, List<String> texts) {
        return texts.stream().map(text -> new Need(group.id()::equals, text)).toList();
    }

    /** What needs a DEK that nobody seals under, as far as it is known without looking. */
    List<String> asSeen(KeyState.Key key, Collection<GroupRuntime> groups) {
        DekId dek = key.dek().id();
        List<String> needs = new ArrayList<>();
        if (key.purpose() == Purpose.RAFT) {
            underWay(dek).forEach(need -> needs.add(need.text()));
        } else {
            needs.addAll(inValues(dek));
            needs.addAll(files.needingAsSeen(dek));
        }
        for (GroupRuntime group : groups) {
            needs.addAll(new Leftovers(node, group, Optional.empty(), looks).needingAsSeen(key));
        }
        return needs;
    }

    private List<Need> ofPayloads(DekId dek) {
        List<Need> needs = new ArrayList<>(underWay(dek));
        for (GroupRuntime group : fences.groups()) {
            needs.addAll(in(group, new Leftovers(node, group, Optional.empty(), looks).needing(dek)));
        }
        return needs;
    }

    /** Payloads that are not in the log yet. */
    private List<Need> underWay(DekId dek) {
        List<Need> needs = new ArrayList<>();
        if (own.sealing(node.state()).filter(dek::equals).isPresent()) {
            needs.add(everywhere("payloads are sealed under it until this opening is registered under the active DEK"));
        }
        node.keyring()
                .find(dek)
                .filter(live -> live.inUse())
                .ifPresent(live -> needs.add(everywhere("payloads that were begun under it are not through")));
        return needs;
    }

    private List<Need> ofValues(DekId dek) {
        List<Need> needs = new ArrayList<>();
        inValues(dek).forEach(text -> needs.add(everywhere(text)));
        Optional<Proof> proof = proof(dek);
        for (GroupRuntime group : fences.groups()) {
            Leftovers leftovers = new Leftovers(node, group, proof, looks);
            needs.addAll(in(group, leftovers.filesUnder(dek)));
            needs.addAll(proof.isEmpty() ? List.of() : in(group, leftovers.beforeProof()));
        }
        // No other node reads them.
        files.needing(dek).forEach(text -> needs.add(new Need(group -> false, text)));
        return needs;
    }

    private Optional<Proof> proof(DekId dek) {
        return rewriter.proof().filter(known -> known.replaced().contains(dek));
    }

    /** What of the stored values needs a DEK that nobody seals under. */
    List<String> inValues(DekId dek) {
        Optional<Proof> proof = proof(dek);
        if (proof.isEmpty()) {
            return List.of("its values were not counted in this opening since the DEK was replaced; rewrite them");
        }
        List<String> needs = new ArrayList<>();
        long under = proof.get().values().under(dek).values();
        if (under > 0) {
            needs.add(under + " values are under it and could not be renewed");
        }
        long unreadable = proof.get().values().unreadable().values();
        if (unreadable > 0) {
            needs.add(unreadable + " values do not tell which DEK they are under");
        }
        return needs;
    }
}
