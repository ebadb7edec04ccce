package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Kept;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.LogStatus.Payloads;
import io.quorumseal.core.LogStatus.Snapshot;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the log and the snapshots of one group hold on this node that is older than its keys. */
final class Leftovers {
    private final Node node;
    private final GroupRuntime group;
    private final Optional<Proof> proof;
    private final Looks looks;

    Leftovers(Node node, GroupRuntime group, Optional<Proof> proof, Looks looks) {
        this.looks = looks;
        this.node = node;
        this.group = group;
        this.proof = proof;
    }

    private List<String> looked(Function<Holding, List<String>> at) {
        return looked(at, Function.identity());
    }

    /** What is found in the files; of a group that does not go on, that it does not, and all if they cannot be read. */
    private <T> List<T> looked(Function<Holding, List<T>> at, Function<String, T> told) {
        if (group.stopped().isEmpty()) {
            return at.apply(holding());
        }
        try {
            List<T> found = at.apply(holding());
            return found.isEmpty() ? found : with(told.apply(stopped("nothing of it can be purged")), found);
        } catch (RuntimeException unreadable) {
            return List.of(told.apply(
                    stopped("nothing of it can be looked at, and all of it may still be needed: " + unreadable)));
        }
    }

    private Holding holding() {
        return node.config().engine().holding(group.id());
    }

    private static <T> List<T> with(T first, List<T> more) {
        List<T> all = new ArrayList<>(List.of(first));
        all.addAll(more);
        return all;
    }

    private String stopped(String what) {
        return text(
                group.stopped().orElse("is stopped") + "; " + what
                        + ". Remove the cause and restart the node, or remove the group's files if it is not hosted here any more");
    }

    /** What purging has to remove: cleartext and what is under another raft DEK than the active one. */
    List<Left> toPurge() {
        return looked(this::toPurge, text -> new Left(Optional.empty(), text));
    }

    private List<Left> toPurge(Holding holding) {
        Optional<DekId> active = node.state().activeDek(Purpose.RAFT);
        boolean cutOver = active.isPresent() && group.cutover().isPresent();
        Optional<LogStatus> found = cutOver ? Optional.of(looks.through(group, holding)) : Optional.empty();
        List<String> entries =
                found.map(log -> oldEntries(active.orElseThrow(), log)).orElse(List.of());
        List<Snapshot> taken = found.map(LogStatus::snapshots).orElseGet(() -> looks.snapshots(holding));
        List<String> snapshots = withCleartext(taken);
        snapshots.addAll(withOldFiles(taken));
        if (cutOver) {
            snapshots.addAll(oldSnapshots(active, taken));
        }
        return Stream.concat(Left.of(Kept.ENTRIES, entries), Left.of(Kept.SNAPSHOTS, snapshots))
                .toList();
    }

    private List<String> oldEntries(DekId active, LogStatus found) {
        Payloads older = found.unreadable();
        for (Map.Entry<DekId, Payloads> under : found.sealed().entrySet()) {
            older = under.getKey().equals(active) ? older : older.plus(under.getValue());
        }
        return Stream.of(payloads("in cleartext", found.cleartext()), payloads("under older DEKs", older))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Those whose sealed files are older than the active storage DEK; nothing as long as files are written in clear. */
    private List<String> withOldFiles(List<Snapshot> snapshots) {
        if (node.state().storageCutover().isEmpty()) {
            return List.of();
        }
        Set<DekId> active = node.state().activeDek(Purpose.STORAGE).stream().collect(Collectors.toSet());
        return withFiles(snapshots, snapshot -> snapshot.clearFiles() > 0 || !active.containsAll(snapshot.files()));
    }

    /** What of the snapshots is sealed under a storage DEK. */
    List<String> filesUnder(DekId dek) {
        return looked(holding -> filesUnder(dek, looks.snapshots(holding)));
    }

    private List<String> filesUnder(DekId dek, List<Snapshot> snapshots) {
        return withFiles(snapshots, snapshot -> snapshot.files().contains(dek));
    }

    private List<String> withFiles(List<Snapshot> snapshots, Predicate<Snapshot> wanted) {
        return snapshots.stream()
                .filter(wanted)
                .map(snapshot -> text("the snapshot at index " + snapshot.index()
                        + " has files that are in clear or under an older storage DEK; purge the log"))
                .toList();
    }

    private List<String> oldSnapshots(Optional<DekId> active, List<Snapshot> snapshots) {
        List<String> left = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            if (!snapshot.dek().equals(active)) {
                left.add(text("the snapshot at index " + snapshot.index() + " is older than the active raft DEK"));
            } else if (isBeforeProof(snapshot)) {
                left.add(text("the snapshot at index " + snapshot.index() + " is older than the rewritten values"));
            }
        }
        return left;
    }

    /** What needs a raft DEK. */
    List<String> needing(DekId raft) {
        List<String> needs = looked(holding -> needing(raft, looks.through(group, holding)));
        return needs.isEmpty() && group.haltedWhileItsLogGrows()
                ? List.of(stopped("what still comes to its log may be under DEK " + raft))
                : needs;
    }

    private List<String> needing(DekId raft, LogStatus found) {
        List<String> needs = new ArrayList<>();
        payloads("under DEK " + raft, found.under(raft)).ifPresent(needs::add);
        for (Snapshot snapshot : found.snapshots()) {
            if (snapshot.dek().equals(Optional.of(raft))) {
                needs.add(text("the snapshot at index " + snapshot.index() + " was taken while DEK " + raft
                        + " was active; purge the log"));
            }
        }
        return needs;
    }

    /** What needed a DEK when somebody looked last. */
    List<String> needingAsSeen(KeyState.Key key) {
        DekId dek = key.dek().id();
        return looks.last(group.id())
                .map(found -> key.purpose() == Purpose.RAFT ? needing(dek, found) : filesUnder(dek, found.snapshots()))
                .orElseGet(() -> List.of(text("its log and its snapshots were not looked at yet")));
    }

    /** What was snapshotted while values might be in cleartext; nothing as long as they may still be. */
    List<String> withCleartext() {
        return looked(holding -> withCleartext(looks.snapshots(holding)));
    }

    private List<String> withCleartext(List<Snapshot> snapshots) {
        boolean counted =
                proof.filter(known -> known.values().cleartext().values() == 0).isPresent();
        List<String> left = new ArrayList<>();
        for (Snapshot snapshot : counted ? snapshots : List.<Snapshot>of()) {
            if (!snapshot.valuesSealed()) {
                left.add(text(
                        "the snapshot at index " + snapshot.index() + " may hold values in cleartext; purge the log"));
            }
        }
        return left;
    }

    /** What was snapshotted before the proof. */
    List<String> beforeProof() {
        return looked(holding -> beforeProof(looks.snapshots(holding)));
    }

    private List<String> beforeProof(List<Snapshot> snapshots) {
        return snapshots.stream()
                .filter(this::isBeforeProof)
                .map(snapshot -> text("the snapshot at index " + snapshot.index()
                        + " may hold values from before the rewriting, which one at index " + proofIndex()
                        + " or behind cannot; purge the log"))
                .toList();
    }

    private boolean isBeforeProof(Snapshot snapshot) {
        return proof.isPresent() && snapshot.index() < proofIndex();
    }

    /** A group that the proof does not know was hosted later: what it brought was not counted. */
    private long proofIndex() {
        return proof.map(known -> known.from().get(group.id())).orElse(Long.MAX_VALUE);
    }

    /** Says of some payloads of the log what they are, if there are any. */
    private Optional<String> payloads(String what, Payloads found) {
        return found.count() == 0
                ? Optional.empty()
                : Optional.of(text(found.count() + " payloads of the log are " + what + ", the last at index "
                        + found.last() + "; purge the log"));
    }

    private String text(String what) {
        return "group " + group.id() + ": " + what;
    }
}
