package io.quorumseal.testkit.startup;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real file system on which directories, or only those of one name, cannot be synced. */
final class NoDirectorySync implements FileOps {
    private final FileOps real = new RealFileOps();
    private final Optional<String> only;

    NoDirectorySync() {
        only = Optional.empty();
    }

    NoDirectorySync(String name) {
        only = Optional.of(name);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (only.isPresent() && !directory.endsWith(only.get())) {
            real.forceDirectory(directory);
        } else {
            throw new IOException("directories cannot be synced here");
        }
    }

    @Override
    public Kind kind(Path path) throws IOException {
        return real.kind(path);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
    }

    @Override
    public NewFile createFile(Path file) throws IOException {
        return real.createFile(file);
    }

    @Override
    public NewFile appendTo(Path file) throws IOException {
        return real.appendTo(file);
    }

    @Override
    public byte[] read(Path file, int limit) throws IOException {
        return real.read(file, limit);
    }

    @Override
    public ReadFile open(Path file) throws IOException {
        return real.open(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public Path real(Path directory) throws IOException {
        return real.real(directory);
    }

    @Override
    public Set<PosixFilePermission> permissions(Path file) throws IOException {
        return real.permissions(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        real.delete(file);
    }

    @Override
    public Optional<Closeable> lock(Path file) throws IOException {
        return real.lock(file);
    }
}
