package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems on which every operation succeeds and does something else than it says. */
class ProbeTest {
    @TempDir
    private Path directory;

    @Test
    void run_permissionsAreIgnored_isRefused() {
        assertRefused(new Lying() {
            @Override
            public Set<PosixFilePermission> permissions(Path file) {
                return PosixFilePermissions.fromString("rwxrwxrwx");
            }
        });
    }

    @Test
    void run_takenNamesAreMadeAnew_isRefused() {
        assertRefused(new Lying() {
            @Override
            public NewFile createFile(Path file) throws IOException {
                real.delete(file);
                return real.createFile(file);
            }
        });
    }

    @Test
    void run_renameKeepsTheOldFile_isRefused() {
        assertRefused(new Lying() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                if (Files.exists(to)) {
                    real.delete(from);
                } else {
                    real.rename(from, to);
                }
            }
        });
    }

    @Test
    void run_noFilePermissionsAtAll_isRefused() {
        assertRefused(new Lying() {
            @Override
            public NewFile createFile(Path file) {
                throw new UnsupportedOperationException("'posix:permissions' not supported as initial attribute");
            }
        });
    }

    private void assertRefused(FileOps ops) {
        new Probe(new Lying(), directory).run();
        StartupRefusedException error =
                assertThrows(StartupRefusedException.class, () -> new Probe(ops, directory).run());
        assertEquals(Refusal.UNSUPPORTED_FILE_SYSTEM, error.refusal());
    }

    /** Tells the truth, but for what a test replaces. */
    private static class Lying implements FileOps {
        final RealFileOps real = new RealFileOps();

        @Override
        public Kind kind(Path path) throws IOException {
            return real.kind(path);
        }

        @Override
        public void createDirectory(Path made) throws IOException {
            real.createDirectory(made);
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
        public void forceDirectory(Path forced) throws IOException {
            real.forceDirectory(forced);
        }

        @Override
        public java.util.Optional<java.io.Closeable> lock(Path file) throws IOException {
            return real.lock(file);
        }
    }
}
