package io.quorumseal.core;

import java.util.Optional;

/**
 * What a node stores.
 *
 * @param mode whether values are sealed: {@link Status.Mode#CLEARTEXT} or {@link Status.Mode#SEALING}
 * @param cleartextRefused whether a value that is said to be in cleartext is refused, because none is
 * @param values what is stored here, if it was counted in this opening and no snapshot was installed since
 * @param files what stands below the folders of sealed files, as it was when somebody looked last: at the start, and
 *     whenever purging, rewriting, retiring or {@link SealedFiles#older} is asked for; empty without folders
 * @param rewriting the rewriting that is under way; while it is, {@code values} is empty
 */
public record StorageStatus(
        Status.Mode mode,
        boolean cleartextRefused,
        Optional<Status.Values> values,
        Optional<Status.Files> files,
        Optional<Rewriting> rewriting) {

    /**
     * How far a rewriting of the values of this node is.
     *
     * @param phase what it does, in words for people
     * @param renewed how many values it has sealed anew, or left because they cannot be read
     * @param due how many there were to be, as it counted before; 0 before that
     */
    public record Rewriting(String phase, long renewed, long due) {}
}
