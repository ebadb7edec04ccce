package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Kept;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the log and the snapshots of one group hold on this node that is older than its keys. */
final class Leftovers {
    private final Node node;
    private final GroupRuntime group;
    private final Optional<Proof> proof;
    private final FileDesk files;

    /** How many payloads, and the index of the last. */
    private record Found(long count, long last) {
        Found and(Found next) {
            return new Found(count + next.count, next.last);
        }
    }

    Leftovers(Node node, GroupRuntime group, Optional<Proof> proof, FileDesk files) {
        this.files = files;
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
        List<String> entries = new ArrayList<>();
        List<String> snapshots = withCleartext(holding);
        snapshots.addAll(withOldFiles(holding));
        if (active.isPresent() && group.cutover().isPresent()) {
            payloads(holding, logged -> old(active.get(), logged), entries);
            snapshots.addAll(oldSnapshots(active, holding));
        }
        return Stream.concat(Left.of(Kept.ENTRIES, entries), Left.of(Kept.SNAPSHOTS, snapshots))
                .toList();
    }

    /** Those whose sealed files are older than the active storage DEK; nothing as long as files are written in clear. */
    private List<String> withOldFiles(Holding holding) {
        if (node.state().storageCutover().isEmpty()) {
            return List.of();
        }
        return withFiles(holding, header -> !header.dek().equals(node.state().activeDek(Purpose.STORAGE)));
    }

    /** What of the snapshots is sealed under a storage DEK. */
    List<String> filesUnder(DekId dek) {
        return looked(holding -> withFiles(holding, header -> header.dek().equals(Optional.of(dek))));
    }

    private List<String> withFiles(Holding holding, Predicate<FileHeader> wanted) {
        return holding.snapshots().stream()
                .filter(snapshot -> snapshot.sealed().stream().anyMatch(file -> is(wanted, file)))
                .map(snapshot -> text("the snapshot at index " + snapshot.index()
                        + " has files that are in clear or under an older storage DEK; purge the log"))
                .toList();
    }

    /** One that vanished went with its snapshot. */
    private boolean is(Predicate<FileHeader> wanted, Path file) {
        try {
            return wanted.test(files.headerOf(file));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> oldSnapshots(Optional<DekId> active, Holding holding) {
        List<String> left = new ArrayList<>();
        for (SnapshotKeyState snapshot : holding.snapshots()) {
            if (!SealedState.decode(snapshot.state(), snapshot.index()).signer().equals(active)) {
                left.add(text("the snapshot at index " + snapshot.index() + " is older than the active raft DEK"));
            } else if (isBeforeProof(snapshot)) {
                left.add(text("the snapshot at index " + snapshot.index() + " is older than the rewritten values"));
            }
        }
        return left;
    }

    /** What needs a raft DEK. */
    List<String> needing(DekId raft) {
        List<String> needs = looked(holding -> needing(raft, holding));
        return needs.isEmpty() && group.haltedWhileItsLogGrows()
                ? List.of(stopped("what still comes to its log may be under DEK " + raft))
                : needs;
    }

    private List<String> needing(DekId raft, Holding holding) {
        List<String> needs = new ArrayList<>();
        payloads(holding, logged -> isSealed(logged) && under(raft, logged) ? "under DEK " + raft : "", needs);
        for (SnapshotKeyState snapshot : holding.snapshots()) {
            if (SealedState.decode(snapshot.state(), snapshot.index()).signer().equals(Optional.of(raft))) {
                needs.add(text("the snapshot at index " + snapshot.index() + " was taken while DEK " + raft
                        + " was active; purge the log"));
            }
        }
        return needs;
    }

    /** What was snapshotted while values might be in cleartext; nothing as long as they may still be. */
    List<String> withCleartext() {
        return looked(this::withCleartext);
    }

    private List<String> withCleartext(Holding holding) {
        boolean counted =
                proof.filter(known -> known.values().cleartext().values() == 0).isPresent();
        List<String> left = new ArrayList<>();
        for (SnapshotKeyState snapshot : counted ? holding.snapshots() : List.<SnapshotKeyState>of()) {
            if (!SealedState.decode(snapshot.state(), snapshot.index()).valuesSealed()) {
                left.add(text(
                        "the snapshot at index " + snapshot.index() + " may hold values in cleartext; purge the log"));
            }
        }
        return left;
    }

    /** What was snapshotted before the proof. */
    List<String> beforeProof() {
        return looked(this::beforeProof);
    }

    private List<String> beforeProof(Holding holding) {
        return holding.snapshots().stream()
                .filter(this::isBeforeProof)
                .map(snapshot -> text("the snapshot at index " + snapshot.index()
                        + " may hold values from before the rewriting, which one at index " + proofIndex()
                        + " or behind cannot; purge the log"))
                .toList();
    }

    private boolean isBeforeProof(SnapshotKeyState snapshot) {
        return proof.isPresent() && snapshot.index() < proofIndex();
    }

    /** A group that the proof does not know was hosted later: what it brought was not counted. */
    private long proofIndex() {
        return proof.map(known -> known.from().get(group.id())).orElse(Long.MAX_VALUE);
    }

    /** Goes through the log once: it may be long. What is told of a payload is empty if it is not wanted. */
    private void payloads(Holding holding, Function<Logged, String> what, List<String> to) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (Logged logged : holding.entries()) {
            found.merge(what.apply(logged), new Found(1, logged.index()), Found::and);
        }
        found.remove("");
        found.forEach((kind, payloads) -> to.add(text(payloads.count() + " payloads of the log are " + kind
                + ", the last at index " + payloads.last() + "; purge the log")));
    }

    private String text(String what) {
        return "group " + group.id() + ": " + what;
    }

    private boolean isSealed(Logged logged) {
        OptionalLong cutover = group.cutover();
        return cutover.isPresent() && logged.index() > cutover.getAsLong();
    }

    /** Encryption entries hold nothing that is secret. */
    private String old(DekId active, Logged logged) {
        if (isSealed(logged)) {
            return under(active, logged) ? "" : "under older DEKs";
        }
        return EntryFrame.isOurs(ByteBuffer.wrap(logged.payload())) ? "" : "in cleartext";
    }

    private static boolean under(DekId dek, Logged logged) {
        return Envelope.names(dek, ByteBuffer.wrap(logged.payload()));
    }
}
