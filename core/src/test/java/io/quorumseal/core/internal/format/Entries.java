package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.Void;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary log entries, within the limits of the format. */
final class Entries {
    private Entries() {}

    static Arbitrary<EncryptionEntry> any() {
        return Arbitraries.oneOf(
                registrations().map(RegisterWriter::new),
                bootstraps(),
                rotations(),
                cutovers(),
                rewraps(),
                newKeys(),
                Combinators.combine(dekIds(), nodes()).as(RetireDek::new),
                Combinators.combine(
                                Arbitraries.integers().greaterOrEqual(0),
                                Arbitraries.of(true, false),
                                KeyStates.any(),
                                nodes())
                        .as(NewLog::new),
                texts(60).map(Void::new));
    }

    static Arbitrary<DekId> dekIds() {
        return Arbitraries.integers().filter(bits -> bits != 0).map(DekId::new);
    }

    static Arbitrary<NodeId> nodes() {
        return Arbitraries.longs().map(NodeId::new);
    }

    static Arbitrary<LocalEpoch> epochs() {
        return Arbitraries.integers().between(0, LocalEpoch.MAX).map(LocalEpoch::new);
    }

    static Arbitrary<byte[]> wrapped() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    }

    static Arbitrary<WrappedDek> wrappedDeks() {
        return Combinators.combine(dekIds(), wrapped()).as(WrappedDek::new);
    }

    /** Text of any characters that UTF-8 can say; three bytes each at most. */
    static Arbitrary<String> texts(int maxLength) {
        return Arbitraries.strings()
                .withChars("aZ0 |\u0000\u00e9\u6771\uffff")
                .withCharRange('\ue000', '\uf8ff')
                .ofMaxLength(maxLength);
    }

    static Arbitrary<Purpose> purposes() {
        return Arbitraries.of(Purpose.ofDeks());
    }

    /** How a DEK of a purpose may seal, in any suite. */
    static Arbitrary<DekCipher> ciphers(Purpose purpose) {
        return Arbitraries.oneOf(Arbitraries.just(DekCipher.SUITE_1), laterCiphers(purpose));
    }

    static Arbitrary<DekCipher> laterCiphers(Purpose purpose) {
        Arbitrary<Integer> binds = purpose == Purpose.STORAGE
                ? Arbitraries.just(DekCipher.NOTHING)
                : Arbitraries.of(DekCipher.TERM, DekCipher.TERM_AND_INDEX);
        Arbitrary<byte[]> commitments = Arbitraries.bytes().array(byte[].class).ofSize(DekCipher.COMMITMENT_SIZE);
        return Combinators.combine(binds, commitments).as((what, commitment) -> new DekCipher(2, what, commitment));
    }

    private static Arbitrary<EncryptionEntry> newKeys() {
        Arbitrary<EncryptionEntry> one = purposes()
                .flatMap(purpose -> Combinators.combine(newKey(purpose), nodes())
                        .as((key, by) -> new NewKeys(What.ROTATE, List.of(key), by)));
        Arbitrary<EncryptionEntry> both = Combinators.combine(
                        Arbitraries.of(What.class), newKey(Purpose.STORAGE), newKey(Purpose.RAFT), nodes())
                .filter((what, storage, raft, by) ->
                        !storage.dek().id().equals(raft.dek().id()))
                .as((what, storage, raft, by) -> new NewKeys(what, List.of(storage, raft), by));
        return Arbitraries.oneOf(one, both);
    }

    private static Arbitrary<NewKey> newKey(Purpose purpose) {
        return Combinators.combine(laterCiphers(purpose), wrappedDeks().filter(dek -> dek.wrapped().length > 0))
                .as((cipher, dek) -> new NewKey(purpose, cipher, dek));
    }

    private static Arbitrary<Registration> registrations() {
        return Combinators.combine(dekIds(), nodes(), epochs()).as(Registration::new);
    }

    private static Arbitrary<EncryptionEntry> bootstraps() {
        return Combinators.combine(
                        wrappedDeks(), wrappedDeks(), registrations().list().ofMaxSize(20))
                .as(Bootstrap::new);
    }

    private static Arbitrary<EncryptionEntry> rotations() {
        return Combinators.combine(purposes(), wrappedDeks(), registrations()).as(RotateDek::new);
    }

    private static Arbitrary<EncryptionEntry> cutovers() {
        return Combinators.combine(purposes(), purposes(), dekIds(), wrapped(), registrations())
                .as(EnableEnvelope::new);
    }

    private static Arbitrary<EncryptionEntry> rewraps() {
        return Combinators.combine(
                        texts(80),
                        wrappedDeks().list().uniqueElements(WrappedDek::id).ofMaxSize(8),
                        nodes())
                .as(RewrapDeks::new);
    }
}
