package com.example.token;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A file whose first line is a PIN, and which only its owner may read. */
final class PinFile {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PinFile() {}

    /** Gives the PIN, which the caller zeroes. */
    static char[] read(Path file) {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw misconfigured(file, "is open to others than its owner; chmod 600 it, and change the PIN", null);
            }
            return firstLine(Files.readAllBytes(file));
        } catch (IOException e) {
            throw misconfigured(file, "cannot be read (" + e + "); correct the path, or its owner", e);
        }
    }

    private static char[] firstLine(byte[] content) {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
        try {
            int length = 0;
            while (length < text.length() && "\r\n".indexOf(text.charAt(length)) < 0) {
                length++;
            }
            return Arrays.copyOf(text.array(), length);
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(text.array(), '\0');
        }
    }

    private static KekException misconfigured(Path file, String found, IOException cause) {
        return new KekException(KekException.Kind.MISCONFIGURED, "the PIN file " + file + " " + found, cause);
    }
}
