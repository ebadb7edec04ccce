package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.core.internal.node.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What runtimes ask and answer each other. */
public sealed interface PeerMessage {

    /** A DEK that is about to be proposed. */
    record Offered(Purpose purpose, WrappedDek dek, DekCipher cipher) {}

    /**
     * Asks the leader to register an opening under the active DEKs.
     *
     * @param life a random number of the process that asks, the same each time it asks for this opening
     * @param held the DEKs under which the opening is registered already
     */
    record Register(String node, LocalEpoch opening, long life, List<DekId> held) implements PeerMessage {}

    /**
     * Asks a member whether it is capable, and unwraps the DEKs on offer.
     *
     * @param bound whether payloads will be bound to logs, so that their identities have to be told
     */
    record Prepare(boolean bootstrap, List<Offered> deks, boolean bound) implements PeerMessage {}
    /** Asks whoever leads a group to change key state; what a change does not need is a filler. */
    record Command(Change change, Purpose purpose, String group, Optional<DekId> dek) implements PeerMessage {

        public static Command of(Change change, Purpose purpose, GroupId group) {
            return new Command(change, purpose, group.name(), Optional.empty());
        }

        public static Command about(Node node, Change change, Purpose purpose, DekId dek) {
            return new Command(change, purpose, node.config().control().name(), Optional.of(dek));
        }
    }

    /** A change of key state. */
    enum Change {
        BOOTSTRAP,
        ROTATE,
        REWRAP,
        ENABLE,
        RETIRE,
        NEW_LOG,
        RAISE,
        FENCE
    }

    /** Asks a member to begin work on its own files, or how far it is. */
    record Begin(Work work) implements PeerMessage {}

    /** Work on a member's own files. */
    enum Work {
        REWRITE,
        PURGE
    }

    /** Asks a member what of it may still need a DEK; at once, or when it has applied what is in the logs now. */
    record AskNeeds(DekId dek, boolean atOnce) implements PeerMessage {}

    /**
     * Asks a member for the key state that it has applied.
     *
     * @param asLeader whether only the leader of the control group is to answer
     */
    record AskKeys(boolean asLeader) implements PeerMessage {}

    /** Answers how far work is. */
    record Progress(Outcome outcome, String text, Optional<Share> share) implements PeerMessage {
        public Progress(Outcome outcome, String text) {
            this(outcome, text, Optional.empty());
        }

        public boolean done() {
            return outcome == Outcome.DONE;
        }
    }

    /** Answers what of a member may still need a DEK, one line for each; nothing if it may be retired. */
    record Needs(String node, List<String> why) implements PeerMessage {}

    /** Answers with the key state that the member has applied, and where each entry of a registration stands. */
    record Registered(SortedMap<DekId, LogPosition> positions, byte[] state) implements PeerMessage {}

    /** Answers that there are no keys. */
    record NotBootstrapped() implements PeerMessage {}

    /** Answers that this member is new, and does not know whether there are keys. */
    record Unknown() implements PeerMessage {}

    /**
     * Answers a preparation.
     *
     * @param events how many key events of the control group the member knows
     * @param head the hash of the latest of them
     * @param logs the identities of its logs, if they were asked for
     * @param live the DEKs that are live there, if it was asked about a rewrap
     */
    record Ready(
            String node, LocalEpoch opening, long events, String head, SortedMap<GroupId, String> logs, Set<DekId> live)
            implements PeerMessage {}

    /** Answers a command. */
    record Done(boolean already, long index, String text) implements PeerMessage {}

    /** Answers anything: nothing was done, greet once more and ask again. */
    record AskAgain() implements PeerMessage {}

    /** Answers anything: no. */
    record Failed(boolean retry, String reason, String text) implements PeerMessage {}
}
