package io.quorumseal.core;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changes key state. Works on every node: what only the leader can do is asked of the leader.
 *
 * <p>Every method waits until the change is applied on the leader, for at most {@link Limits#adminTimeout}, and may be
 * repeated: a change that is already made answers {@link Result#already}.
 *
 * <p>All methods throw {@link io.quorumseal.api.RetryableException} if nothing was done or the outcome is unknown,
 * and {@link io.quorumseal.api.RejectedException} with the reason if the change is refused.
 */
public interface Admin {

    /**
     * The result of a change.
     *
     * @param already whether it was so before
     * @param index the index of the entry in its log; 0 if nothing was appended
     * @param text for people: one line, or one for each member
     * @param members the result on each member, in the order of their names, where each makes the change by itself;
     *     empty where the change is one entry in a log
     */
    record Result(boolean already, long index, String text, List<OnMember> members) {
        /**
         * Copies the list.
         *
         * @param already as of the record
         * @param index as of the record
         * @param text as of the record
         * @param members as of the record
         */
        public Result {
            members = List.copyOf(members);
        }

        /**
         * Makes the result of one change for all members.
         *
         * @param already whether it was so before
         * @param index the index of the entry in its log; 0 if nothing was appended
         * @param text one line for people
         */
        public Result(boolean already, long index, String text) {
            this(already, index, text, List.of());
        }

        /**
         * Makes the result of what each member does by itself: it was already so if it is done on all.
         *
         * @param members the result on each
         * @return the result
         */
        public static Result of(List<OnMember> members) {
            boolean all = members.stream().allMatch(member -> member.outcome() == Outcome.DONE);
            return new Result(all, 0, members.stream().map(OnMember::line).collect(Collectors.joining("\n")), members);
        }
    }

    /**
     * The result of a change on one member.
     *
     * @param node the member's name
     * @param outcome how far it is
     * @param text one line for people
     * @param share how much of the change is done there; empty where that is not counted, or not yet
     */
    record OnMember(String node, Outcome outcome, String text, Optional<Share> share) {
        /**
         * Makes the result of what is not counted.
         *
         * @param node the member's name
         * @param outcome how far it is
         * @param text one line for people
         */
        public OnMember(String node, Outcome outcome, String text) {
            this(node, outcome, text, Optional.empty());
        }

        private String line() {
            return switch (outcome) {
                case DONE -> node + ": done; " + text;
                case UNDER_WAY -> node + ": " + text;
                case FAILED, REFUSED -> node + ": failed: " + text;
            };
        }
    }

    /**
     * How much of its stored values a member has sealed anew.
     *
     * @param done how many
     * @param all how many there were to do
     * @param elapsed how long it has been at it
     */
    record Share(long done, long all, Duration elapsed) {
        /**
         * Takes a clock that was set back for one that stands still.
         *
         * @param done as of the record
         * @param all as of the record
         * @param elapsed as of the record
         */
        public Share {
            elapsed = elapsed.isNegative() ? Duration.ZERO : elapsed;
        }

        /**
         * Tells how fast it goes.
         *
         * @return values in a second; 0 in the first millisecond
         */
        public double perSecond() {
            return elapsed.toMillis() == 0 ? 0 : done * 1e3 / elapsed.toMillis();
        }

        /**
         * Tells how long it will still take if it goes on as it did.
         *
         * @return the time left; empty while nothing is done
         */
        public Optional<Duration> left() {
            return done == 0
                    ? Optional.empty()
                    : Optional.of(elapsed.multipliedBy(Math.max(0, all - done)).dividedBy(done));
        }
    }

    /** How far one member is. */
    enum Outcome {
        /** Nothing is left to do. */
        DONE,
        /** It is being done; ask again. */
        UNDER_WAY,
        /** It has failed since it was last asked, and was begun again, or the member did not answer; ask again. */
        FAILED,
        /** The member refused it; asking again does not help until what the text says is mended. */
        REFUSED
    }

    /**
     * Gives the cluster its first keys. Every member, learners included, has to answer and to be able to unwrap
     * them.
     *
     * @return the result
     */
    Result bootstrap();

    /**
     * Replaces an active DEK with a new one. A majority of the voters has to be able to unwrap it.
     *
     * @param purpose which one
     * @return the result
     */
    Result rotate(Purpose purpose);

    /**
     * Replaces the active DEK by one of cipher suite 2. Every member has to know that suite, and is asked. What was sealed
     * before stays as it is and can be opened: rewrite, purge and retire, so that nothing needs an older DEK. There is no way
     * back to suite 1. Later rotations keep to the suite.
     *
     * @param purpose which DEK
     * @return the result
     * @throws io.quorumseal.api.RejectedException with reason {@code MEMBER_NOT_READY} and the members that cannot
     */
    Result raise(Purpose purpose);

    /**
     * Wraps all live DEKs anew: under the newest version of the KEK, or, if they were wrapped under another KEK, under
     * the present one. Every member, learners included, has to answer and to be able to unwrap the new forms. Nothing
     * that was sealed changes. Once it is done, the old version of the KEK, or the previous KEK, is needed by no member
     * that has applied it, and by backups only.
     *
     * <p>Large key states take several entries; after a failure, some may be done. Each call wraps all anew.
     *
     * @return the result; the index is that of the last entry
     */
    Result rewrap();

    /**
     * Has every member, learners included, seal anew those of its stored values that are in cleartext or under an older
     * DEK than the active one. Needs {@link ValueStore}s. What is applied meanwhile is never reverted.
     *
     * <p>Begins and returns at once: asked again it tells, for each member, how far that is and how much time is left,
     * and begins again where that is needed: on a member that was restarted, after another rotation, where a snapshot
     * was installed, or where it failed. Nothing is sealed twice because of that. In the end every member counts what
     * it has under each DEK, in a pass of its own.
     *
     * <p>A member that has counted no value in cleartext, and has no snapshot from before that ({@link #purge}), ends
     * cleartext with the later of the two calls: from then on it refuses a value that is said not to be sealed
     * ({@link ValueSeal#open}), also after a restart. That lasts until it installs a snapshot from a member that has
     * not counted.
     *
     * @return whether all members are done, and how far each of them is
     */
    Result rewrite();

    /**
     * Has every member take snapshots and cut its logs, until neither holds a payload in cleartext or under an older
     * raft DEK, and no snapshot is older than the last {@link #rewrite}. Begins and returns at once, as that does. A
     * leader may give up leadership for it. May end cleartext, as {@link #rewrite} says.
     *
     * @return whether nothing is left on any member, and how far each of them is
     */
    Result purge();

    /**
     * Takes a DEK out for ever, if nothing on any member can need it any more: no value, no logged payload, no
     * snapshot, nothing that is under way. Every member is asked, learners included; meanwhile nobody is admitted.
     *
     * @param dek the DEK; not an active one
     * @return the result
     * @throws io.quorumseal.api.RejectedException with reason {@code STILL_NEEDED} and a line for each thing that needs
     *     it, with counts and indexes; a member that does not answer may need it
     */
    Result retire(DekId dek);

    /**
     * Has this node, and no other, take over the key state that the control group's leader has applied, before its own
     * log brings it there: where the log is far behind, or stalls. Every start does the same. Nothing moves backwards.
     * It needs a sidecar: a node that has lost it does not start, and comes back under another name.
     *
     * @return whether nothing was missing
     */
    Result resync();

    /**
     * Accepts that a group's log began anew under the identity of the one before: its directories were formatted, or it was
     * removed with its files and made again under its name. Key state counts in the indexes of a log, and those of the old
     * one hold no more: encryption entries take effect again. A group that was cut over is <i>undecided</i> then, as in any
     * new log, and refuses payloads until {@link #enableRaftEnvelope} is called for it, or every node is opened with
     * {@code cleartextInNewLog}. The old log cannot be brought back after that.
     *
     * <p>Members may have applied different parts of the old log. The leader asks all of them, and what they know of keys
     * together goes into the entry, so that all have the same keys once they have applied it. Who does not answer takes that
     * over later; keys that only he knew stay with him.
     *
     * @param group the group
     * @return the result, which names members that did not answer; <i>already</i> if its leader's log holds all that is known
     *     of it
     * @throws io.quorumseal.api.RetryableException if no member leads the group
     */
    Result acceptNewLog(GroupId group);

    /**
     * Enables the sealing of all values that are stored from now on.
     *
     * @return the result
     */
    Result enableStorageEnvelope();

    /**
     * Enables the sealing of all payloads of a group that are logged from now on.
     *
     * @param group the group
     * @return the result
     */
    Result enableRaftEnvelope(GroupId group);
}
