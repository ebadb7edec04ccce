package io.quorumseal.core.internal.group;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFileException.Reason;
import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import io.quorumseal.core.internal.file.ClearContent;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.file.OneWay;
import io.quorumseal.core.internal.file.SealedContent;
import io.quorumseal.core.internal.file.View;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.Lease;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens one file: finds out what it is, and takes the lease of its DEK. */
public final class FileOpening {
    private final Keyring keyring;
    private final Supplier<KeyState> state;
    private final String holder;
    private final Supplier<Optional<String>> clearRefused;

    /**
     * Makes one.
     *
     * @param keyring the DEKs
     * @param state tells which were retired
     * @param holder who has the DEKs, for people
     * @param clearRefused why files in clear are refused, if they are
     */
    public FileOpening(
            Keyring keyring, Supplier<KeyState> state, String holder, Supplier<Optional<String>> clearRefused) {
        this.keyring = keyring;
        this.state = state;
        this.holder = holder;
        this.clearRefused = clearRefused;
    }

    /**
     * Opens a file of known length.
     *
     * @param name for people
     * @param file closed with what is returned, or if this fails
     */
    public SealedFile open(String name, ReadFile file, String role) throws IOException {
        boolean opened = false;
        try {
            Dek.checkRole(role);
            FileHeader header = FileHeader.of(file);
            SealedFile view = switch (header.form()) {
                case CLEAR -> clear(name, file);
                case SEALED -> sealed(name, file, header, role);
                case FOREIGN -> throw notSealed(name);
                case UNKNOWN -> throw unknownForm(name);
            };
            opened = true;
            return view;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private SealedFile clear(String name, ReadFile file) throws IOException {
        checkClearAllowed(name);
        return new View(new ClearContent(name, file));
    }

    private void checkClearAllowed(String name) throws SealedFileException {
        Optional<String> refused = clearRefused.get();
        if (refused.isPresent()) {
            throw new SealedFileException(
                    Reason.CLEARTEXT_REFUSED,
                    name + " is in clear, and " + holder + " has seen that " + refused.get()
                            + ": somebody put it there. Take it from another copy",
                    null);
        }
    }

    private SealedFile sealed(String name, ReadFile file, FileHeader begin, String role) throws IOException {
        byte[] header = new byte[FileCipher.HEADER_SIZE];
        if (file.read(FileHeader.SEALED_SIZE, header, 0, header.length) < header.length) {
            throw cutShort(name);
        }
        Keyed keyed = keyed(name, begin, header, role);
        try {
            return new View(new SealedContent(name, new Leased(file, keyed.lease()), keyed.cipher()));
        } catch (IOException | RuntimeException | Error e) {
            keyed.close();
            throw e;
        }
    }

    /**
     * Opens a file of unknown length.
     *
     * @param name for people
     * @param from closed with what is returned, or if this fails
     */
    InputStream read(String name, ReadableByteChannel from, String role) throws IOException {
        boolean opened = false;
        InputStream in = Channels.newInputStream(from);
        try {
            Dek.checkRole(role);
            InputStream stream = read(name, in, role);
            opened = true;
            return stream;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    private InputStream read(String name, InputStream in, String role) throws IOException {
        byte[] begin = new byte[FileHeader.SEALED_SIZE];
        int read = in.readNBytes(begin, 0, FileHeader.CLEAR_SIZE);
        FileHeader header = FileHeader.of(begin, read);
        return switch (header.form()) {
            case CLEAR -> {
                checkClearAllowed(name);
                yield in;
            }
            case SEALED -> sealed(name, in, begin, role);
            case FOREIGN -> throw notSealed(name);
            case UNKNOWN -> throw unknownForm(name);
        };
    }

    private InputStream sealed(String name, InputStream in, byte[] begin, String role) throws IOException {
        int rest = FileHeader.SEALED_SIZE - FileHeader.CLEAR_SIZE;
        byte[] header = new byte[FileCipher.HEADER_SIZE];
        if (in.readNBytes(begin, FileHeader.CLEAR_SIZE, rest) < rest
                || in.readNBytes(header, 0, header.length) < header.length) {
            throw cutShort(name);
        }
        Keyed keyed = keyed(name, FileHeader.of(begin, begin.length), header, role);
        return new OneWay(
                name,
                new FilterInputStream(in) {
                    @Override
                    public void close() throws IOException {
                        try {
                            super.close();
                        } finally {
                            keyed.lease().close();
                        }
                    }
                },
                keyed.cipher());
    }

    private static SealedFileException cutShort(String name) {
        return new SealedFileException(
                Reason.CUT_SHORT,
                "the end of " + name + " is missing: it ends within its header. Take it from another copy",
                null);
    }

    private static SealedFileException notSealed(String name) {
        return new SealedFileException(
                Reason.NOT_SEALED, name + " is no sealed file: it does not begin with \"QSF\"", null);
    }

    private static SealedFileException unknownForm(String name) {
        return new SealedFileException(
                Reason.UNKNOWN_FORMAT,
                name + " is in a form of sealed files that this release does not read: a later one wrote it, or it was"
                        + " changed",
                null);
    }

    /** What opening a file needs. */
    private record Keyed(Lease lease, FileCipher cipher) {
        void close() {
            cipher.close();
            lease.close();
        }
    }

    private Keyed keyed(String name, FileHeader begin, byte[] header, String role) throws IOException {
        if (!FileCipher.Parameters.OURS.areOf(header)) {
            throw unknownForm(name);
        }
        Lease lease = lease(name, begin);
        try {
            byte[] prefix = FileHeader.sealed(lease.dek().id());
            return new Keyed(lease, lease.dek().openFile(prefix, role, header));
        } catch (AuthenticationFailedException e) {
            lease.close();
            throw new SealedFileException(
                    Reason.OTHER_ROLE,
                    name + " was not sealed as \"" + role + "\", or its first " + SealedContent.SEGMENTS_AT
                            + " bytes were changed",
                    e);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    private Lease lease(String name, FileHeader begin) throws IOException {
        DekId id = begin.dek()
                .orElseThrow(() ->
                        new SealedFileException(Reason.UNKNOWN_DEK, name + " names no DEK: it was changed", null));
        Dek dek = keyring.find(id).orElseThrow(() -> missing(name, id));
        if (!dek.sealsFiles()) {
            throw new SealedFileException(
                    Reason.UNKNOWN_DEK, name + " names DEK " + id + ", which seals no files: it was changed", null);
        }
        try {
            return dek.leaseToOpen();
        } catch (RejectedException closed) {
            throw missing(name, id);
        }
    }

    private SealedFileException missing(String name, DekId id) {
        return state.get().retired().contains(id)
                ? new SealedFileException(
                        Reason.RETIRED_DEK,
                        name + " is sealed under DEK " + id
                                + ", which was retired: nobody can open it any more. If it is"
                                + " out of a backup, open it with the key state that was kept with it",
                        null)
                : new SealedFileException(
                        Reason.UNKNOWN_DEK,
                        name + " is sealed under DEK " + id + ", which "
                                + holder + " does not have: it was not applied here yet, or the file is"
                                + " another cluster's",
                        null);
    }

    /** A file that gives the lease back with itself. */
    private record Leased(ReadFile file, Lease lease) implements ReadFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long from, byte[] to, int at, int size) throws IOException {
            return file.read(from, to, at, size);
        }

        @Override
        public void close() throws IOException {
            try {
                file.close();
            } finally {
                lease.close();
            }
        }
    }
}
