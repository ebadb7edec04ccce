package io.quorumseal.engine.ratis;

import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            List<String> found = wanted.stream().filter(bytes::contains).toList();
            if (!found.isEmpty()) {
                readable.add(file);
            }
            lines.add(String.format(
                    "%9d bytes, %s: %s",
                    bytes.length(), found.isEmpty() ? "nothing" : "READABLE", directory.relativize(file)));
        }
        return new DiskScan(lines, readable);
    }

    DiskScan print(String what) {
        System.out.println("Scan of " + what + ":\n  " + String.join("\n  ", lines));
        return this;
    }
}
