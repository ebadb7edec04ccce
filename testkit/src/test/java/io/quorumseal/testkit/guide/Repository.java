package io.quorumseal.testkit.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sources that these tests belong to. */
record Repository(Path root) {

    /** Looks upwards from where the tests run. */
    static Repository here() {
        return new Repository(Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("api/pom.xml")))
                .findFirst()
                .orElseThrow());
    }

    /** README and its like at the root, and all of docs. */
    List<Markdown> documents() {
        return Stream.concat(
                        files(root, 1, ".md").stream(), files(root.resolve("docs"), Integer.MAX_VALUE, ".md").stream())
                .map(Markdown::read)
                .toList();
    }

    /** The text of a file that is no document. */
    String text(String file) {
        return Markdown.read(root.resolve(file)).text();
    }

    Markdown readme() {
        return Markdown.read(root.resolve("README.md"));
    }

    /** Every Java file outside of the folders that the build fills, each as one line. */
    List<String> sources() {
        return files(root, Integer.MAX_VALUE, ".java").stream()
                .map(Markdown::read)
                .map(source -> Markdown.normalized(source.text()))
                .toList();
    }

    private static List<Path> files(Path folder, int depth, String ending) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return isBuilt(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && file.toString().endsWith(ending)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().sorted().toList();
    }

    private static boolean isBuilt(Path directory) {
        return Path.of("target").equals(directory.getFileName());
    }
}
