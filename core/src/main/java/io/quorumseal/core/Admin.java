package io.quorumseal.core;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;

/**
 * Changes key state. Works on every node: what only the leader can do is asked of the leader.
 *
 * <p>Every method waits until the change is applied on the leader, for at most {@link Limits#adminTimeout}, and may
 * be repeated: what is so already answers {@link Result#already}.
 *
 * <p>All methods throw {@link io.quorumseal.api.RetryableException} if nothing was done or the outcome is unknown,
 * and {@link io.quorumseal.api.RejectedException} with the reason if the change is refused.
 */
public interface Admin {

    /**
     * What a change came to.
     *
     * @param already whether it was so before
     * @param index the index of the entry in its log; 0 if nothing was appended
     * @param text one line for people
     */
    record Result(boolean already, long index, String text) {}

    /**
     * Gives the cluster its first keys. Every member, learners included, has to answer and to be able to unwrap
     * them.
     *
     * @return what it came to
     */
    Result bootstrap();

    /**
     * Replaces an active DEK by a new one. A majority of the voters has to be able to unwrap it.
     *
     * @param purpose which one
     * @return what it came to
     */
    Result rotate(Purpose purpose);

    /**
     * Wraps all live DEKs anew: under the newest version of the KEK, or, if it is another one than they were wrapped
     * under, under that. Every member, learners included, has to answer and to be able to unwrap the new forms. Nothing
     * that was sealed changes. Once it is done, the old version of the KEK, or the previous KEK, is needed by nobody who
     * has applied it, and by backups only.
     *
     * <p>Large key states take several entries; after a failure, some may be done. Each call wraps all anew.
     *
     * @return what it came to; the index is that of the last entry
     */
    Result rewrap();

    /**
     * Has all values sealed that are stored from now on.
     *
     * @return what it came to
     */
    Result enableStorageEnvelope();

    /**
     * Has all payloads of a group sealed that are logged from now on.
     *
     * @param group the group
     * @return what it came to
     */
    Result enableRaftEnvelope(GroupId group);
}
