package io.quorumseal.api;

/**
 * Where an entry stands in a group's log.
 *
 * @param group the group whose log it is
 * @param term the entry's Raft term
 * @param index the entry's Raft index, from 1; 0 is never the position of an entry
 */
public record LogPosition(GroupId group, long term, long index) {
    @Override
    public String toString() {
        return group + "@" + term + ":" + index;
    }
}
