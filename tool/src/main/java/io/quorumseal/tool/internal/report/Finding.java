package io.quorumseal.tool.internal.report;

/**
 * Something wrong.
 *
 * @param kind what it is, why it matters and what to do
 * @param found what was found, and where
 */
public record Finding(Kind kind, String found) {

    /** What can be found. */
    public enum Kind {
        NO_KEY_FILE(
                "a node that was ever opened has one, and without it a start takes the node for a new one",
                "name the node's data directory; if the file is lost, replace the node by a new one under another name"),
        NOT_A_FILE("the node does not start with it", "put the file itself in its place"),
        UNREADABLE("nothing can be said of it, and the node would not start", "make it readable, or check the disk"),
        DAMAGED(
                "the node does not start, and which keys and nonces it used is not known",
                "bring the very file back, or replace the node by a new one under another name"),
        UNKNOWN_VERSION(
                "it was written by a newer release, or is damaged; the node does not start with this one",
                "run the release that wrote it"),
        OPENINGS_LOW(
                "each start takes one of 65,535 numbers, and a node that has used the last one never starts again",
                "replace the node by a new one under another name"),
        OPENINGS_SPENT("the node never starts again", "replace the node by a new one under another name"),
        BEHIND_REGISTRY(
                "the file is an older copy or the node lived elsewhere: nonces would be used twice, so it does not start",
                "bring the newest file back, or replace the node by a new one under another name"),
        ID_TAKEN(
                "two nodes would make the same nonces, so the node does not start",
                "replace the node by a new one under another name"),
        NO_MAC(
                "anybody who can write the disk may have changed it, so the node does not start",
                "bring the node's own file back, or adopt this one if you know that the reference wrote it"),
        MAC_BY_UNKNOWN_KEY(
                "nobody can check that MAC, so the node does not start",
                "bring the very file back, or replace the node by a new one under another name"),
        NO_ACTIVE_KEY(
                "what has to be sealed cannot be",
                "bring the very file back, or replace the node by a new one under another name"),
        UNDECIDED(
                "the group was cut over in another log, and refuses payloads in this one",
                "have it cut over again, or say at a start that its new log is cleartext"),
        PERMISSIONS(
                "others can read or replace what only the node may; in a copy, the copying may have done it",
                "chmod 600 the file, or 700 the directory"),
        LEFTOVER(
                "a start was interrupted while it wrote; it holds wrapped keys at most and is never read",
                "nothing; the next start removes it"),
        SAME_NODE(
                "two nodes that go on from one file use nonces twice",
                "start one of them only; if both ran, replace both by new ones under other names"),
        RETIRED_KEY_NAMED(
                "a retired key is gone, so what it sealed cannot be read; a value or a log entry that is in use would be"
                        + " lost on this node",
                "find out what the file is: delete what is left over; if the store uses it, replace the node by a new one"
                        + " under another name"),
        UNKNOWN_KEY_NAMED(
                "the key file does not know a key that the node has used: it is an older copy, or another node's",
                "bring the newest key file back, or replace the node by a new one under another name"),
        FILE_OF_RETIRED_KEY(
                "no node opens them; what was kept elsewhere with its key file opens there",
                "delete what is left over; keep a backup with the key file of its time, outside of the node's folders"),
        FILE_OF_UNKNOWN_KEY(
                "the key file is older than the files, or they are another cluster's",
                "bring the newest key file back; move what is another cluster's to its own keys"),
        FILE_IN_CLEAR(
                "somebody put it there, or a backup; the node does not read it",
                "take it away, or take it from another copy"),
        FILE_UNREADABLE(
                "it may be sealed under any data key, so the node has none retired meanwhile",
                "mount its disk, or make it readable; what is there may still be needed"),
        AUDIT_BROKEN(
                "records of key events were changed, left out or added, or one of the two files is of another time",
                "compare it with the audit file of another member, whose records are the same; the latest ones are in the"
                        + " key file, too, under its MAC"),
        AUDITS_DIFFER(
                "replicas of one log record the same, so one of these nodes applied something else, or is of another"
                        + " cluster of that name",
                "keep all of them stopped, keep the copies, and report it"),
        CUTOVERS_DIFFER(
                "these nodes do not agree on which payloads are sealed",
                "keep all of them stopped, keep the copies, and report it");

        private final String why;
        private final String remedy;

        Kind(String why, String remedy) {
            this.why = why;
            this.remedy = remedy;
        }

        public String why() {
            return why;
        }

        public String remedy() {
            return remedy;
        }
    }

    /** One line for people. */
    public String line() {
        return HumanText.line(kind + ": " + found + ". Why: " + kind.why() + ". Do: " + kind.remedy() + ".");
    }

    public Report report() {
        return new Report()
                .text("kind", kind.name())
                .text("found", found)
                .text("why", kind.why())
                .text("do", kind.remedy());
    }
}
