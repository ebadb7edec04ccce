package io.quorumseal.core;

import io.quorumseal.api.LocalEpoch;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A member of the control group, as this node heard of it last: what it answered to a question, and proved to be its own.
 * Members are asked by start-ups and by changes of key state; whoever reads {@link QuorumSeal#status} has them asked besides,
 * in the background and at most every ten seconds, so that one status shows what was found out after an earlier one.
 *
 * @param name its name
 * @param voter whether it votes; a learner does not
 * @param self whether it is this node
 * @param word how it stands, in one word
 * @param why what that means here, for people; empty if it is {@link Word#CURRENT}
 * @param heard when its latest answer came; empty if none has in this opening
 * @param position how far its key state was when it told of it last; empty if it has not in this opening
 * @param suite the newest cipher suite among its live DEKs then; empty if it has not told, or has none
 * @param opening the number of its opening, if it told; members tell it when keys are about to change
 */
public record MemberStatus(
        String name,
        boolean voter,
        boolean self,
        Word word,
        String why,
        Optional<Instant> heard,
        Optional<Position> position,
        OptionalInt suite,
        Optional<LocalEpoch> opening) {

    /** One word for each, from the best to the gravest. */
    public enum Word {
        /** When it answered last, it had applied the key events that this node had, or more. */
        CURRENT,
        /** It was not asked in this opening. */
        UNKNOWN,
        /** When it answered last, it had not applied all key events that this node had; it may have since. */
        BEHIND,
        /** It is new, and nobody has told it which keys the cluster has. */
        JOINING,
        /** It answered that it does not do what it was asked for. */
        REFUSES,
        /** It did not answer the latest question in time, or what came did not prove to be its answer. */
        SILENT,
        /** Its keys and this node's do not come out of the same KEK, or one of the two KEKs refuses. */
        OTHER_KEK,
        /** It has applied key events that are not in this node's log. */
        OTHER_LOG
    }

    /**
     * How far a member's key state is: two members of the same position have applied the same key events.
     *
     * @param events how many key events of the control group it has applied
     * @param head the hash of the latest of them, as 64 lower-case hex digits; 64 zeros before the first
     */
    public record Position(long events, String head) {}

    /**
     * Tells whether somebody has to look after it.
     *
     * @return whether the word is a graver one than {@link Word#JOINING}
     */
    public boolean isInTrouble() {
        return word.compareTo(Word.JOINING) > 0;
    }
}
