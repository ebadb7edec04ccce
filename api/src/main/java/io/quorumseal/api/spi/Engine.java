package io.quorumseal.api.spi;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The Raft engine, as QuorumSeal sees it.
 *
 * <p>An engine must not forward a proposal to another node, must not append it in a term other than the one it was
 * checked in unless it decides again through {@link Proposal#recheck} and {@link Proposal#bytesAt}, and must not show a
 * delegate any payload before {@code GroupSeal.open} has been called for it.
 *
 * <p><b>Threads.</b> All methods may be called by several threads at a time and return at once; stages complete on
 * threads that may block.
 */
public interface Engine {

    /** What an engine can tell while it appends. */
    enum Append {
        /** Term and index are known under the lock that orders appends: {@link Proposal#bytesAt} is called there. */
        INDEX_KNOWN,
        /** The index is not known, but an append can be made conditional on the term. */
        ON_CONDITION_OF_TERM
    }

    /**
     * Tells what is known at append. An engine that can do neither cannot host QuorumSeal.
     *
     * @return what is known
     */
    Append append();

    /**
     * Tells the largest payload that the log takes.
     *
     * @return a size in bytes
     */
    int maxEntrySize();

    /**
     * Tells whether this node leads a group.
     *
     * @param group the group
     * @return its part in the group at this moment
     */
    Leadership leadership(GroupId group);

    /** A node's part in a group. */
    sealed interface Leadership {
        /** It does not lead. */
        record Following() implements Leadership {}

        /**
         * It leads.
         *
         * @param term the term
         * @param ready whether it has applied everything up to the first index of the term
         * @param lastIndex the last index of its log
         */
        record Leading(long term, boolean ready, long lastIndex) implements Leadership {}
    }

    /**
     * A member of a group.
     *
     * @param node the node's name
     * @param voter whether it votes; a learner does not
     */
    record Member(String node, boolean voter) {}

    /**
     * Tells the members of a group, learners included.
     *
     * @param group the group
     * @return the members; empty if not known yet
     */
    List<Member> members(GroupId group);

    /**
     * Appends an encryption entry as leader.
     *
     * @param group the group
     * @param proposal the entry; the engine closes it
     * @return completes with the entry's position when it is applied here; fails with a
     *     {@link io.quorumseal.api.RetryableException} if it was provably not appended, and with anything else if
     *     nobody knows
     */
    CompletionStage<LogPosition> propose(GroupId group, Proposal proposal);

    /**
     * Asks the runtime of another node, by way of its {@code QuorumSeal.answer}. Works before the local server
     * runs. The question is delivered at most once: an engine that does not know whether it arrived fails, instead of sending
     * it again. Who asks need not be known to the engine, and the answer need not be authentic: nodes prove who they are to
     * each other by what the bytes say.
     *
     * @param node the node's name
     * @param question opaque bytes
     * @return completes with opaque bytes; fails if nobody answers
     */
    CompletionStage<byte[]> ask(String node, byte[] question);

    /**
     * Asks the runtime of the control group's leader. Works before the local server runs. What goes this way does nothing where it
     * arrives, and may be sent again: it finds out who leads, who is then asked by {@link #ask}.
     *
     * @param question opaque bytes
     * @return completes with opaque bytes; fails if nobody answers
     */
    CompletionStage<byte[]> askLeader(byte[] question);

    /**
     * Gives up leadership, once another voter has all entries; does nothing on a node that does not lead.
     *
     * @param group the group
     * @param why one line for people
     */
    void stepDown(GroupId group, String why);

    /**
     * Tells what the engine's own files hold, before the server runs.
     *
     * @return one for each group that this node hosts or is about to host
     */
    List<Recovered> recovered();

    /**
     * What the engine's files hold of one group.
     *
     * @param group the group
     * @param log the identity of its log, 1 to 1,024 bytes in UTF-8: the same on all members, and a different one for a log
     *     that begins anew. Payloads of cipher suite 2 are bound to it. Only under suite 1 may it be empty
     * @param applied the index that the engine will regard as applied when it starts
     * @param purged through which index the log is cut off; 0 if it holds everything
     * @param keyState the key state that the latest snapshot carries
     * @param entries the payloads that the log still holds, in its order; read only if the sidecar is missing or
     *     behind
     */
    record Recovered(
            GroupId group,
            String log,
            long applied,
            long purged,
            Optional<SnapshotKeyState> keyState,
            Iterable<Logged> entries) {}

    /**
     * Key state in a snapshot.
     *
     * @param index the snapshot's index
     * @param state what {@code GroupSeal.exportState} gave; of length 0 if the snapshot carries none, as one that was taken
     *     before this library was there: it counts as one in cleartext, which a purge replaces
     * @param sealed the files of the snapshot that are sealed files, as {@code QuorumSeal.files} makes them: they need the
     *     DEKs that they name
     */
    record SnapshotKeyState(long index, byte[] state, List<Path> sealed) {
        /**
         * Copies the list.
         *
         * @param index as of the record
         * @param state as of the record
         * @param sealed as of the record
         */
        public SnapshotKeyState {
            sealed = List.copyOf(sealed);
        }

        /**
         * Makes that of a snapshot without sealed files.
         *
         * @param index as of the record
         * @param state as of the record
         */
        public SnapshotKeyState(long index, byte[] state) {
            this(index, state, List.of());
        }

        /**
         * Tells whether the snapshot carries key state.
         *
         * @return false if {@code state} is of length 0
         */
        public boolean hasState() {
            return state.length > 0;
        }
    }

    /**
     * A payload in the log.
     *
     * @param term its term
     * @param index its index
     * @param payload its bytes as logged
     */
    record Logged(long term, long index, byte[] payload) {}

    /**
     * Tells what there is of any group on this node, at any time: what runs, has halted, is being closed or is closed,
     * was removed while its files stayed, or has not been started yet. Only where nothing is left on disk may a group
     * be missing: what is not named here counts as gone, and keys that it needs may be retired.
     *
     * @return one for each group, in any order
     */
    List<Hosted> groups();

    /**
     * Tells the same of one group. Each group that begins to run asks this, so that an engine with many groups looks only at the
     * one that is meant.
     *
     * @param group the group
     * @return what {@link #groups} says of it; empty if it does not name it
     */
    default Optional<Hosted> hosted(GroupId group) {
        return groups().stream().filter(each -> each.group().equals(group)).findFirst();
    }

    /**
     * A group that this node hosts or has on disk.
     *
     * @param group the group; a name of the engine's own making where the vendor gave none
     * @param log the identity of its log, as in {@link Recovered}; known before the group's first payload
     * @param lastIndex the last index of its log, or what its snapshot covers if that is more; 0 if there is nothing
     */
    record Hosted(GroupId group, String log, long lastIndex) {}

    /**
     * Tells what this node's files hold of a group at this moment, whether its server runs or not. It may be
     * asked at any time and may read much.
     *
     * @param group a group that {@link #groups} names
     * @return what the log and the snapshots hold; nothing that can still be read is left out
     * @throws RuntimeException if that cannot be told, as while a group is being closed: then everything counts as
     *     needed
     */
    Holding holding(GroupId group);

    /**
     * What a group's log and snapshots hold on one node.
     *
     * @param entries the payloads that the log still holds, in its order
     * @param snapshots the snapshots that are kept; one that is being made counts, at the index that it will have
     */
    record Holding(Iterable<Logged> entries, List<SnapshotKeyState> snapshots) {
        /**
         * Copies the list.
         *
         * @param entries as of the record
         * @param snapshots as of the record
         */
        public Holding {
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * Takes a snapshot of all that is applied on this node, and then removes older snapshots and as much of the log as
     * the engine can do without.
     *
     * @param group a group that this node hosts
     * @return completes when the snapshot is taken; removing may go on for a while
     */
    CompletionStage<Void> compact(GroupId group);

    /**
     * Tells which settings of the engine keep {@link #compact} from removing old entries or snapshots. It is asked of the
     * control group at a start, before the local server runs, and of any group while something old is left. An engine
     * that names none gives up leadership now and then, as long as old entries are left in a log.
     *
     * @param group the group
     * @return one for each setting; empty if there is none
     */
    default List<Hindrance> hindrances(GroupId group) {
        return List.of();
    }

    /**
     * Tells what the engine knows to be written in clear although encryption is on: a state machine that writes its
     * snapshots from opened values, for one. It is told by {@code status} and in the answer of {@code purge}.
     *
     * @param group the group
     * @return one line for people; empty if nothing is known to be in clear
     */
    default Optional<String> writtenInClear(GroupId group) {
        return Optional.empty();
    }

    /** What a setting keeps. */
    enum Kept {
        /** Entries of the log. */
        ENTRIES,
        /** Snapshots. */
        SNAPSHOTS
    }

    /**
     * A setting that keeps something.
     *
     * @param keeps what it keeps
     * @param surely whether it does so as the group is at this moment, whatever is tried; otherwise it may
     * @param text for people: the setting and its value, what it keeps, and which value helps
     */
    record Hindrance(Kept keeps, boolean surely, String text) {}
}
