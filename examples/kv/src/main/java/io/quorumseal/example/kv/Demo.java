package io.quorumseal.example.kv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lists what a node has on its two paths. */
public final class Demo {
    private Demo() {}

    /**
     * Prints the module path and the class path of a node.
     *
     * @param args the demo's arguments
     * @throws IOException if a folder cannot be read
     */
    public static void main(String[] args) throws IOException {
        System.out.println("arguments: " + List.of(args));
        list("demo.modules");
        list("demo.lib");
    }

    private static void list(String property) throws IOException {
        System.out.println(property);
        try (var files = Files.list(Path.of(System.getProperty(property)))) {
            files.sorted().forEach(file -> System.out.println("  " + file.getFileName()));
        }
    }
}
