package io.quorumseal.engine.ratis;

import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A look at every byte of every file below a directory.
 *
 * @param lines one for each file
 * @param readable the files in which something was found
 */
record DiskScan(List<String> lines, List<Path> readable) {

    static DiskScan of(Path directory, List<String> wanted) throws IOException {
        List<String> lines = new ArrayList<>();
        List<Path> readable = new ArrayList<>();
        for (Path file : Workspace.files(directory)) {
            Optional<String> bytes = read(file);
            if (bytes.isPresent()) {
                boolean found = wanted.stream().anyMatch(bytes.get()::contains);
                if (found) {
                    readable.add(file);
                }
                lines.add(String.format(
                        "%9d bytes, %s: %s",
                        bytes.get().length(), found ? "READABLE" : "nothing", directory.relativize(file)));
            }
        }
        return new DiskScan(lines, readable);
    }

    /** Reads a file, each byte as one letter; empty if a node that runs has removed it. */
    static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    DiskScan print(String what) {
        System.out.println("Scan of " + what + ":\n  " + String.join("\n  ", lines));
        return this;
    }
}
