package io.quorumseal.core.internal.offline;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFileException.Reason;
import io.quorumseal.core.SealedFiles.Progress;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.file.Copies;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.file.FileHeader.Form;
import io.quorumseal.core.internal.group.FileOpening;
import io.quorumseal.core.internal.kek.Commitments;
import io.quorumseal.core.internal.kek.GuardedKek;
import io.quorumseal.core.internal.kek.Guarding;
import io.quorumseal.core.internal.kek.KekCalls;
import io.quorumseal.core.internal.kek.KekChain;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.kek.PreviousKek;
import io.quorumseal.core.internal.key.Hkdf;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.select.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens sealed files with wrapped keys that were kept, and the KEK that unwraps them. Nothing is asked of a KEK before the
 * file names a DEK that is among these keys, and of them no other is unwrapped than it takes.
 *
 * <p>A key that unwraps is of the cluster: only holders of the KEK can wrap, and a wrapped key is bound to cluster, purpose
 * and id. Where anybody can wrap, the MAC of what the keys were read from has to show it.
 */
public final class OfflineFiles {
    private static final NodeId NOBODY = NodeId.ofName("");

    private final FileOps ops;
    private final KeyCopy copy;
    private final String cluster;
    private final List<String> keks;

    /**
     * Makes it; asks no KEK yet.
     *
     * @param copy the wrapped keys
     * @param cluster the cluster's name, if it is known beside them
     * @param keks the URIs of the KEKs, the one to ask first in front
     * @throws io.quorumseal.api.RejectedException if the cluster is not known, or is another one
     */
    public OfflineFiles(FileOps ops, KeyCopy copy, Optional<String> cluster, List<String> keks) {
        this.ops = ops;
        this.copy = copy;
        this.cluster = copy.cluster(cluster);
        this.keks = List.copyOf(keks);
    }

    /**
     * What was opened.
     *
     * @param dek what it was sealed under
     * @param bytes how many bytes of plaintext there are
     */
    public record Opened(DekId dek, long bytes) {}

    /**
     * Opens a file into another, in clear. If that fails there is no other.
     *
     * @param plain has to be no file yet; only its owner may read it
     * @throws SealedFileException if it is no sealed file, or cannot be opened with these keys
     * @throws KekException if the KEK does not unwrap
     * @throws io.quorumseal.api.StartupRefusedException if there is no provider for the KEK, or it is misconfigured
     */
    public Opened unseal(Path sealed, String role, Path plain, Progress progress) throws IOException {
        DekId dek = dek(sealed, FileHeader.of(ops, sealed));
        KeyState.Key key = copy.key(dek).orElseThrow(() -> missing(sealed, dek));
        try (KekChain kek = open();
                Keyring keyring = new Keyring(new JdkAeadProvider(), NOBODY)) {
            unlock(key, kek, keyring);
            FileOpening opening = new FileOpening(keyring, copy::state, copy.name(), Optional::empty);
            try (SealedFile file = opening.open("file " + sealed, ops.open(sealed), role)) {
                Copies.copyOut(file, ops, plain, progress);
                return new Opened(dek, file.size());
            }
        }
    }

    private static DekId dek(Path sealed, FileHeader header) throws SealedFileException {
        if (header.form() == Form.CLEAR) {
            throw new SealedFileException(
                    Reason.NOT_SEALED,
                    "file " + sealed + " is in clear: what stands behind its first " + FileHeader.CLEAR_SIZE
                            + " bytes is the plaintext, and nothing shows who wrote it",
                    null);
        }
        if (header.form() == Form.FOREIGN) {
            throw new SealedFileException(
                    Reason.NOT_SEALED, "file " + sealed + " is no sealed file: it does not begin with \"QSF\"", null);
        }
        if (header.form() == Form.UNKNOWN) {
            throw new SealedFileException(
                    Reason.UNKNOWN_FORMAT,
                    "file " + sealed
                            + " is in a form of sealed files that this release does not read: a later one wrote it,"
                            + " or it was changed",
                    null);
        }
        return header.dek()
                .orElseThrow(() -> new SealedFileException(
                        Reason.UNKNOWN_DEK, "file " + sealed + " names no DEK: it was changed, or cut off", null));
    }

    private SealedFileException missing(Path sealed, DekId dek) {
        if (copy.isEmpty()) {
            return new SealedFileException(
                    Reason.UNKNOWN_DEK,
                    copy.name()
                            + " has no keys: of exported key state, that of the control group has them. Take the key file"
                            + " that was kept with the file",
                    null);
        }
        return copy.state().retired().contains(dek)
                ? new SealedFileException(
                        Reason.RETIRED_DEK,
                        "file " + sealed + " is sealed under DEK " + dek + ", which was retired when " + copy.name()
                                + " was made: take the keys that were kept with the file",
                        null)
                : new SealedFileException(
                        Reason.UNKNOWN_DEK,
                        "file " + sealed + " is sealed under DEK " + dek + ", which is not in " + copy.name()
                                + ": that is older than the file, or another cluster's. Take the keys that were kept with"
                                + " the file, or a newer copy",
                        null);
    }

    private KekChain open() {
        Guarding how = Guarding.DEFAULT;
        Hkdf.prepare();
        Providers providers = Providers.in(Optional.empty(), Optional.empty());
        GuardedKek first = new KekSource.Named(keks.get(0)).open(providers, how.timeout(), how);
        List<PreviousKek> others = keks.stream()
                .skip(1)
                .map(uri -> new PreviousKek(left -> new KekSource.Named(uri).open(providers, left, how)))
                .toList();
        return KekChain.of(first, others, how);
    }

    private void unlock(KeyState.Key key, KekChain kek, Keyring keyring) {
        DekId id = key.dek().id();
        SecretBytes dek = Commitments.checked(cluster, key, unwrapped(key, kek));
        try {
            if (kek.wrappedByAnybody(id).isPresent()) {
                checkProof(id, dek, kek, keyring);
            }
        } catch (RuntimeException e) {
            dek.close();
            throw e;
        }
        Commitments.add(keyring, cluster, key, dek);
    }

    private SecretBytes unwrapped(KeyState.Key key, KekChain kek) {
        Duration timeout = Guarding.DEFAULT.timeout();
        SecretBytes dek = KekCalls.unwrapAll(kek, List.of(key), cluster, timeout)
                .get(key.dek().id());
        if (dek == null) {
            throw new IllegalStateException("the KEK gave no answer");
        }
        return dek;
    }

    /** The MAC may be made by a DEK that came out of another KEK, under which not anybody can wrap. */
    private void checkProof(DekId id, SecretBytes dek, KekChain kek, Keyring keyring) {
        Map<DekId, SecretBytes> aside = new HashMap<>(Map.of(id, dek));
        try (Signer signer = signer(id, kek)) {
            signer.key().ifPresent(own -> aside.put(own.getKey(), own.getValue()));
            copy.checkProof(cluster, new KeyringMac(keyring, Optional.of(kek), aside));
        }
    }

    /** Another DEK, which the MAC may be made by. */
    private record Signer(Optional<Map.Entry<DekId, SecretBytes>> key) implements AutoCloseable {
        @Override
        public void close() {
            key.ifPresent(own -> own.getValue().close());
        }
    }

    private Signer signer(DekId known, KekChain kek) {
        return new Signer(copy.signer()
                .filter(signer -> !signer.dek().id().equals(known))
                .map(signer ->
                        Map.entry(signer.dek().id(), Commitments.checked(cluster, signer, unwrapped(signer, kek)))));
    }
}
