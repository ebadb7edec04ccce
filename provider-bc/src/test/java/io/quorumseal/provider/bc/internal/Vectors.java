package io.quorumseal.provider.bc.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;

/** Published test vectors, in hex; their origin stands in the files. */
final class Vectors {
    private final Properties values = new Properties();
    private final String prefix;

    private Vectors(String prefix) {
        this.prefix = prefix;
    }

    static Vectors read(String name, String prefix) throws IOException {
        Vectors vectors = new Vectors(prefix);
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(name), name)) {
            vectors.values.load(in);
        }
        return vectors;
    }

    String text(String name) {
        return Objects.requireNonNull(values.getProperty(prefix + name), name);
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name));
    }
}
