package io.quorumseal.core.internal.start;

import io.quorumseal.api.Applier;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.kek.Commitments;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.DekKeys;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import io.quorumseal.core.internal.work.Config;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Applies a bootstrap in memory, under keys that are nobody's. What is applied holds up every payload behind it, and the first
 * entry would hold them up until all of its code is loaded.
 */
final class Rehearsal {
    private static final int WRAPPED_SIZE = 64;

    private final Config config;
    private final Map<DekId, SecretBytes> deks = new HashMap<>();

    private Rehearsal(Config config) {
        this.config = config;
    }

    /** Does it on the calling thread. Nothing is sealed, and nothing is written. */
    static void run(Config config) {
        Rehearsal rehearsal = new Rehearsal(config);
        try (Keyring keyring = new Keyring(new JdkAeadProvider(), config.nodeId())) {
            rehearsal.bootstrap(keyring);
        } finally {
            rehearsal.deks.values().forEach(SecretBytes::close);
        }
    }

    private void bootstrap(Keyring keyring) {
        SidecarKeeper keeper = new SidecarKeeper(
                new Nowhere(),
                new SidecarCodec(config.control()),
                new KeyringMac(keyring, Optional.empty()),
                StartupGuards.empty(config),
                config.clock());
        KeyApplier applier = new KeyApplier(
                config.control(),
                new Opening.Durable(keeper),
                new Drawn(keyring),
                (group, cutover, dek) -> {},
                config.clock(),
                () -> Opening.epochs(keeper));
        LogPosition first = new LogPosition(config.control(), 1, 1);
        byte[] entry = EntryFrame.frame(entry());
        applier.dryRun(first, EntryFrame.unframe(ByteBuffer.wrap(entry)));
        Applier.Result result = applier.apply(first, EntryFrame.unframe(ByteBuffer.wrap(entry)));
        if (!keeper.current().state().bootstrapped()) {
            throw new IllegalStateException("the rehearsal of a bootstrap came to " + result);
        }
    }

    private NewKeys entry() {
        List<NewKey> keys = List.of(
                drawn(Purpose.STORAGE, new DekId(1), DekCipher.NOTHING),
                drawn(Purpose.RAFT, new DekId(2), DekCipher.TERM_AND_INDEX));
        return new NewKeys(NewKeys.What.BOOTSTRAP, keys, config.nodeId());
    }

    private NewKey drawn(Purpose purpose, DekId id, int binds) {
        byte[] key = new byte[DekKeys.SIZE];
        new SecureRandom().nextBytes(key);
        SecretBytes dek = SecretBytes.take(key);
        deks.put(id, dek);
        DekCipher unknown = new DekCipher(DekCipher.SECOND_SUITE, binds, new byte[DekCipher.COMMITMENT_SIZE]);
        try (DekKeys keys = DekKeys.of(id, Commitments.attributes(config.cluster(), purpose, id, unknown), dek)) {
            DekCipher cipher = new DekCipher(DekCipher.SECOND_SUITE, binds, keys.commitment());
            return new NewKey(purpose, cipher, new WrappedDek(id, new byte[WRAPPED_SIZE]));
        }
    }

    /** In place of a KEK: each DEK is the one that was drawn. */
    private final class Drawn implements KeyApplier.Keys {
        private final Keyring keyring;

        Drawn(Keyring keyring) {
            this.keyring = keyring;
        }

        @Override
        public KeyApplier.Fetched fetch(KeyState.Key key) {
            SecretBytes dek = Objects.requireNonNull(deks.get(key.dek().id()));
            return new KeyApplier.Fetched.Dek(Commitments.checked(config.cluster(), key, dek.copy()));
        }

        @Override
        public void add(KeyState.Key key, SecretBytes dek) {
            Commitments.add(keyring, config.cluster(), key, dek);
        }

        @Override
        public void retire(DekId dek) {}
    }

    private static final class Nowhere implements SidecarStore {
        @Override
        public void probe() {}

        @Override
        public Optional<byte[]> read() {
            return Optional.empty();
        }

        @Override
        public void write(byte[] bytes) {}

        @Override
        public Optional<byte[]> readAudit() {
            return Optional.empty();
        }

        @Override
        public void appendAudit(byte[] bytes) {}

        @Override
        public void close() {}
    }
}
