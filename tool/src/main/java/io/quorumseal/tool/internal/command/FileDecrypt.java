package io.quorumseal.tool.internal.command;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.SealedFiles.Progress;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.Kind;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.offline.KeyCopy;
import io.quorumseal.core.internal.offline.OfflineFiles;
import io.quorumseal.core.internal.offline.OfflineFiles.Opened;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a sealed file where no node runs. */
public final class FileDecrypt extends Operation {
    static final String NAME = "file decrypt";

    /** What stands behind the name of a file that is not whole yet. */
    public static final String UNFINISHED = ".unfinished";

    private final FileOps ops = new RealFileOps();

    @Option(
            names = "--kek",
            required = true,
            paramLabel = "URI",
            description =
                    "The KEK that the keys are wrapped under, as a node names it. Once more for each that may be it, too.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keks;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "FILE",
            description = "A copy of a node's key file (encryption/keys.json), or key state that the control group"
                    + " exported.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path keys;

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "What the file was sealed as.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String role;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "The cluster's name. A key file says it; exported key state does not.")
    private @Nullable String cluster;

    @ArgGroup(exclusive = false)
    private @Nullable OfSnapshot snapshot;

    /** What the MAC of exported key state is bound to. */
    private static final class OfSnapshot {
        @Option(
                names = "--group",
                required = true,
                paramLabel = "GROUP",
                description =
                        "The control group, whose snapshot the key state was exported for. Needed where anybody can wrap"
                                + " under the KEK, as under a public key.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private GroupId group;

        @Option(
                names = "--index",
                required = true,
                paramLabel = "INDEX",
                description = "The index of that snapshot; goes with --group.")
        private long index;
    }

    @Parameters(index = "0", paramLabel = "SEALED", description = "The sealed file. Stays as it is.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path sealed;

    @Parameters(
            index = "1",
            paramLabel = "PLAIN",
            description = "Where the plaintext goes: a new file, which only you may read. Nothing is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path plain;

    public FileDecrypt() {
        super(
                NAME,
                "Opens a sealed file with the keys that were kept with it and the KEK that unwraps them. Needs no node. Writes"
                        + " the plaintext into one new file, and nothing else anywhere.");
    }

    @Override
    Answer answer() throws IOException {
        checkFile(keys);
        checkFile(sealed);
        checkFree();
        OfflineFiles files = new OfflineFiles(ops, keyCopy(), Optional.ofNullable(cluster), keks);
        Opened opened = unseal(files);
        Report report = new Report()
                .text("command", NAME)
                .text("plaintext", plain.toAbsolutePath().toString())
                .number("bytes", opened.bytes())
                .number("key", opened.dek().value())
                .text("warning", "that file is in clear on its disk; remove it when it has served");
        return Answer.done(HumanText.of(report), report);
    }

    private void checkFree() throws IOException {
        if (ops.kind(plain) != Kind.NONE) {
            throw wrongUse(plain + " is there already, and nothing is overwritten: name a new file");
        }
        if (ops.kind(unfinished()) != Kind.NONE) {
            throw wrongUse(unfinished() + " is there already: a run that was killed left a part of the plaintext in it."
                    + " Remove it");
        }
    }

    /** Only what is whole has the name that was asked for. */
    private Opened unseal(OfflineFiles files) throws IOException {
        Path unfinished = unfinished();
        Thread removal = new Thread(() -> removeQuietly(unfinished));
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            Opened opened = files.unseal(sealed, role, unfinished, Progress.NONE);
            ops.rename(unfinished, plain);
            ops.forceDirectory(Objects.requireNonNull(plain.toAbsolutePath().getParent()));
            return opened;
        } finally {
            forget(removal);
        }
    }

    private Path unfinished() {
        return plain.resolveSibling(plain.getFileName() + UNFINISHED);
    }

    /** Nobody is there to be told. */
    private void removeQuietly(Path file) {
        try {
            ops.delete(file);
        } catch (IOException e) {
            // It stays, under a name that says what it is.
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        }
    }

    private void checkFile(Path file) throws IOException {
        if (ops.kind(file) != Kind.FILE) {
            throw wrongUse(file + " is not a regular file");
        }
    }

    private KeyCopy keyCopy() throws IOException {
        Optional<KeyCopy.Snapshot> of =
                Optional.ofNullable(snapshot).map(given -> new KeyCopy.Snapshot(given.group, given.index));
        try {
            return KeyCopy.of(keys.toString(), ops.read(keys, KeyCopy.MOST_BYTES), of);
        } catch (MalformedException damage) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    keys + " is neither a key file nor exported key state, or it is damaged: " + damage.getMessage());
        }
    }

    @Override
    Answer failed(Exception thrown) {
        return Failures.ofFiles(NAME, thrown);
    }
}
