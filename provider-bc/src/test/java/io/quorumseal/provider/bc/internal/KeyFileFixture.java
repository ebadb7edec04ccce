package io.quorumseal.provider.bc.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;

/** Key files of known content. */
final class KeyFileFixture {
    static final byte[] KEY = HexFormat.of().parseHex("00f1e2d3c4b5a6978879" + "6a5b4c3d2e1f".repeat(3) + "0a0b0c0a");
    static final String TEXT = Base64.getEncoder().encodeToString(KEY);

    private KeyFileFixture() {}

    static Path write(Path file, byte[] content, String mode) throws IOException {
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    static Path write(Path file, byte[] content) throws IOException {
        return write(file, content, "rw-------");
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
