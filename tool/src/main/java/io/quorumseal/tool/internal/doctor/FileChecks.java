package io.quorumseal.tool.internal.doctor;

import static io.quorumseal.tool.internal.report.Finding.Kind.LEFTOVER;
import static io.quorumseal.tool.internal.report.Finding.Kind.PERMISSIONS;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.Kind;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.tool.internal.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the names in a directory and who may use them; reads no file. */
public final class FileChecks {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final List<String> LEFTOVERS = List.of(KeyDirectories.TEMP, "probe.tmp", "probe");

    private final FileOps files = new RealFileOps();
    private final Path directory;
    private final List<Finding> findings = new ArrayList<>();

    private FileChecks(Path directory) {
        this.directory = directory;
    }

    static List<Finding> of(Path directory) throws IOException {
        FileChecks checks = new FileChecks(directory);
        checks.leftovers();
        try {
            checks.permissions();
        } catch (UnsupportedOperationException none) {
            checks.findings.add(
                    new Finding(PERMISSIONS, "the file system of " + directory + " cannot say who may use a file"));
        }
        return checks.findings;
    }

    private void leftovers() throws IOException {
        for (String name : LEFTOVERS) {
            Path file = directory.resolve(name);
            if (files.kind(file) != Kind.NONE) {
                findings.add(new Finding(LEFTOVER, "there is " + file));
            }
        }
    }

    private void permissions() throws IOException {
        check(directory, DIRECTORY);
        check(directory.resolve(KeyDirectories.FILE), FILE);
        check(directory.resolve(KeyDirectories.TEMP), FILE);
        check(directory.resolve(FileSidecarStore.AUDIT), FILE);
    }

    private void check(Path path, Set<PosixFilePermission> wanted) throws IOException {
        Kind kind = files.kind(path);
        if (kind == Kind.FILE || kind == Kind.DIRECTORY) {
            Set<PosixFilePermission> found = files.permissions(path);
            if (!found.equals(wanted)) {
                findings.add(new Finding(PERMISSIONS, path + " has " + mode(found) + " in place of " + mode(wanted)));
            }
        }
    }

    private static String mode(Set<PosixFilePermission> permissions) {
        return PosixFilePermissions.toString(permissions);
    }
}
