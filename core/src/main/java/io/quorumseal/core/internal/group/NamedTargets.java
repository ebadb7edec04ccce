package io.quorumseal.core.internal.group;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.NewFile;
import io.quorumseal.core.internal.disk.Uninterrupted;
import io.quorumseal.core.internal.file.FileWriter.Target;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.member.Membership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Files that are written under a name of their own, and get theirs when they are whole. */
final class NamedTargets {
    private final FileOps ops;
    private final Membership membership;
    private final RandomGenerator random;
    private final Set<Path> beingWritten = ConcurrentHashMap.newKeySet();

    NamedTargets(FileOps ops, Membership membership, RandomGenerator random) {
        this.ops = ops;
        this.membership = membership;
        this.random = random;
    }

    boolean isBeingWritten(Path file) {
        return beingWritten.contains(file);
    }

    /**
     * Begins a file.
     *
     * @param file its name when it is whole
     * @param release what to do when it is through
     */
    Target of(Path file, Runnable release) throws IOException {
        Path directory = Objects.requireNonNull(file.getParent());
        Path unfinished = Folders.unfinished(directory, random.nextLong());
        beingWritten.add(unfinished);
        try {
            return new Named(unfinished, file, ops.createFile(unfinished), release);
        } catch (IOException | RuntimeException | Error e) {
            beingWritten.remove(unfinished);
            throw e;
        }
    }

    private final class Named implements Target {
        private final Path unfinished;
        private final Path file;
        private final NewFile out;
        private final Runnable onRelease;

        Named(Path unfinished, Path file, NewFile out, Runnable onRelease) {
            this.unfinished = unfinished;
            this.file = file;
            this.out = out;
            this.onRelease = onRelease;
        }

        @Override
        public void write(byte[] bytes, int size) throws IOException {
            out.write(bytes, size);
        }

        /** A runtime that is closed may have another after it, which has looked at all files already. */
        @Override
        public void commit() throws IOException {
            try {
                Path unused = membership.whileOpen(() -> uninterrupted(this::renamed));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private Path renamed() throws IOException {
            out.force();
            out.close();
            ops.rename(unfinished, file);
            ops.forceDirectory(Objects.requireNonNull(file.getParent()));
            return file;
        }

        private Path uninterrupted(Callable<Path> task) {
            try {
                return ops.endsWhenInterrupted() ? Uninterrupted.call(task) : task.call();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void discard() throws IOException {
            try {
                out.close();
            } finally {
                ops.delete(unfinished);
            }
        }

        @Override
        public void release() {
            beingWritten.remove(unfinished);
            onRelease.run();
        }
    }
}
