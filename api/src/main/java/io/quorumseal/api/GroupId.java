package io.quorumseal.api;

/**
 * The vendor's name for one Raft group. Each group has a log index space of its own.
 *
 * @param name 1 to {@value #MAX_LENGTH} characters
 */
public record GroupId(String name) implements Comparable<GroupId> {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 200;

    /**
     * Checks the length.
     *
     * @param name as of the record
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public GroupId {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a group's name has 1 to " + MAX_LENGTH + " characters, found " + name.length());
        }
    }

    @Override
    public int compareTo(GroupId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
