package io.quorumseal.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An entry of the replicated log that changes key state. The Applier applies it on every replica, in log order.
 *
 * <p>Byte arrays in entries are wrapped DEKs; nobody changes them after construction.
 */
public sealed interface EncryptionEntry {

    /**
     * Records one node's registration.
     *
     * @param registration who, under which DEK, from which opening
     */
    record RegisterWriter(Registration registration) implements EncryptionEntry {}

    /**
     * Gives the cluster its first two DEKs.
     *
     * @param storage the storage DEK
     * @param raft the raft DEK
     * @param writers the registrations of the members, the proposer's first; every one names one of the two DEKs
     */
    record Bootstrap(WrappedDek storage, WrappedDek raft, List<Registration> writers) implements EncryptionEntry {
        /**
         * Copies the list.
         *
         * @param storage as of the record
         * @param raft as of the record
         * @param writers as of the record
         */
        public Bootstrap {
            writers = List.copyOf(writers);
        }
    }

    /**
     * Makes a new DEK the active one of its purpose.
     *
     * @param purpose which DEK is replaced
     * @param dek the new DEK
     * @param proposer the registration of the node that proposed it
     */
    record RotateDek(Purpose purpose, WrappedDek dek, Registration proposer) implements EncryptionEntry {}

    /**
     * A cutover: from here on values (storage) or log payloads (raft) are sealed. The raft form is the marker.
     *
     * @param kind which envelope is enabled
     * @param purpose the purpose that the entry names; any other than {@code kind}'s own is malformed
     * @param dek the DEK that the proposer saw as active
     * @param wrapped must be empty; carried so that a malformed entry can be told from a good one
     * @param proposer the registration of the node that proposed it
     */
    record EnableEnvelope(Purpose kind, Purpose purpose, DekId dek, byte[] wrapped, Registration proposer)
            implements EncryptionEntry {
        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof EnableEnvelope that
                    && kind == that.kind
                    && purpose == that.purpose
                    && dek.equals(that.dek)
                    && Arrays.equals(wrapped, that.wrapped)
                    && proposer.equals(that.proposer);
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, purpose, dek, Arrays.hashCode(wrapped), proposer);
        }
    }

    /**
     * Replaces the wrapped form of DEKs, for a newer version of the KEK or for another KEK.
     *
     * @param kekVersion the KEK version that the new forms are wrapped under, in the provider's words
     * @param deks exactly the DEKs concerned
     * @param proposer the node that proposed it
     */
    record RewrapDeks(String kekVersion, List<WrappedDek> deks, NodeId proposer) implements EncryptionEntry {
        /**
         * Copies the list.
         *
         * @param kekVersion as of the record
         * @param deks as of the record
         * @param proposer as of the record
         */
        public RewrapDeks {
            deks = List.copyOf(deks);
        }
    }

    /**
     * Takes a DEK that nothing needs any more out of the key state, for ever.
     *
     * @param dek the DEK; never an active one
     * @param proposer the node that proposed it
     */
    record RetireDek(DekId dek, NodeId proposer) implements EncryptionEntry {}

    /**
     * Accepts that the log in which it stands began anew under its group's old identity: what key state says of higher
     * indexes is another log's.
     *
     * @param generation how often that has been accepted for the group, this time included; 1 or more
     * @param cutOver whether the group was cut over in a log before; then it is undecided, unless its cutover stands before
     *     this entry
     * @param known in the control group, what its proposer and the members that it asked had applied of the old log: keys in
     *     wrapped form, registrations and the group's audit trail, none of which comes from anywhere else any more; elsewhere
     *     {@link KeyState#EMPTY}
     * @param proposer the node that proposed it
     */
    record NewLog(int generation, boolean cutOver, KeyState known, NodeId proposer) implements EncryptionEntry {}

    /**
     * Brings DEKs of a suite other than 1: the cluster's first two, or new active ones. Nobody is registered under them.
     *
     * @param what what it brings them for
     * @param keys at most one of each purpose, storage before raft; a bootstrap brings both
     * @param proposer the node that proposed it
     */
    record NewKeys(What what, List<NewKey> keys, NodeId proposer) implements EncryptionEntry {
        /** What DEKs are brought for. */
        public enum What {
            /** They are the cluster's first. */
            BOOTSTRAP,
            /** They take the place of the active ones. */
            ROTATE
        }

        /**
         * Copies the list.
         *
         * @param what as of the record
         * @param keys as of the record
         * @param proposer as of the record
         */
        public NewKeys {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A DEK that an entry brings.
     *
     * @param purpose what it seals
     * @param cipher how it seals; of a suite other than 1
     * @param dek its id and wrapped bytes
     */
    record NewKey(Purpose purpose, DekCipher cipher, WrappedDek dek) {}

    /**
     * Takes the place of an entry that was appended in a term other than the one it was checked in. Applying it does
     * nothing.
     *
     * @param reason one line for people
     */
    @SuppressWarnings("JavaLangClash") // it is never imported by its simple name
    record Void(String reason) implements EncryptionEntry {}

    /**
     * A DEK in the only form in which it leaves memory.
     *
     * @param id the DEK's id
     * @param wrapped its bytes under the KEK; opaque, and never an identity
     */
    record WrappedDek(DekId id, byte[] wrapped) {
        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof WrappedDek that && id.equals(that.id) && Arrays.equals(wrapped, that.wrapped);
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + Arrays.hashCode(wrapped);
        }

        @Override
        public String toString() {
            return "WrappedDek[" + id + ", " + wrapped.length + " bytes]";
        }
    }

    /**
     * Finds the registrations that an entry carries.
     *
     * @return the registrations in the order in which they are applied
     */
    default List<Registration> registrations() {
        if (this instanceof RegisterWriter register) {
            return List.of(register.registration());
        }
        if (this instanceof Bootstrap bootstrap) {
            return bootstrap.writers();
        }
        if (this instanceof RotateDek rotate) {
            return List.of(rotate.proposer());
        }
        return this instanceof EnableEnvelope enable ? List.of(enable.proposer()) : List.of();
    }

    /**
     * Tells whether this entry is the marker of a raft cutover: the one kind that is itself never sealed by the
     * cutover that it makes.
     *
     * @return the marker, or empty
     */
    default Optional<EnableEnvelope> marker() {
        return this instanceof EnableEnvelope enable && enable.kind() == Purpose.RAFT
                ? Optional.of(enable)
                : Optional.empty();
    }
}
