package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Sidecar;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers of envelopes in a node's files, as far as they can be told from other bytes: a version, no flag, and a DEK's
 * id; in suite 1, with a counted nonce of a writer that the key file knows; in a later one, whose nonces say nothing, the id of
 * a DEK that the key file knows, live or retired. What the store compressed, and nonces that a cipher of suite 1 draws itself,
 * are not seen.
 */
public final class EnvelopeHeaders {
    private static final int LENGTH = 18;
    private static final int CHUNK = 1 << 20;
    private static final long COUNTS = 1L << 40;

    private final KeyState state;
    private final Set<Short> writers = new HashSet<>();
    private final Map<DekId, Seen> seen = new TreeMap<>();

    private record Seen(long count, Path first) {}

    private EnvelopeHeaders(Sidecar sidecar) {
        this.state = sidecar.state();
        state.registry().keySet().forEach(row -> writers.add((short) row.node16()));
        if (!sidecar.local().node().isEmpty()) {
            writers.add((short) NodeId.ofName(sidecar.local().node()).low16());
        }
    }

    /** Reads all files below a node's data directory but key files. */
    static EnvelopeHeaders in(Path dataDirectory, Sidecar sidecar) throws IOException {
        EnvelopeHeaders headers = new EnvelopeHeaders(sidecar);
        Files.walkFileTree(dataDirectory, headers.new Visitor());
        return headers;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return KeyDirectories.isNamed(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                read(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** A header that lies across two chunks is seen in the second, which begins with the end of the first. */
    private void read(Path file) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            int kept = 0;
            int length = in.readNBytes(chunk, 0, CHUNK);
            while (length > kept) {
                look(ByteBuffer.wrap(chunk, 0, length), file);
                kept = Math.min(length, LENGTH - 1);
                System.arraycopy(chunk, length - kept, chunk, 0, kept);
                length = kept + in.readNBytes(chunk, kept, CHUNK - kept);
            }
        }
    }

    private void look(ByteBuffer chunk, Path file) {
        for (int at = 0; at + LENGTH <= chunk.limit(); at++) {
            if (isHeader(chunk, at)) {
                seen.merge(
                        new DekId(chunk.getInt(at + 2)),
                        new Seen(1, file),
                        (before, now) -> new Seen(before.count() + 1, before.first()));
            }
        }
    }

    private boolean isHeader(ByteBuffer chunk, int at) {
        byte version = chunk.get(at);
        return DekCipher.isKnown(version)
                && chunk.get(at + 1) == 0
                && chunk.getInt(at + 2) != 0
                && (version == DekCipher.FIRST_SUITE ? hasCountedNonce(chunk, at) : namesKnownDek(chunk, at));
    }

    private boolean namesKnownDek(ByteBuffer chunk, int at) {
        DekId dek = new DekId(chunk.getInt(at + 2));
        KeyState.Key key = state.keys().get(dek);
        return key == null ? state.retired().contains(dek) : !key.cipher().isSuite1();
    }

    private boolean hasCountedNonce(ByteBuffer chunk, int at) {
        long count = chunk.getLong(at + 10);
        return chunk.getShort(at + 8) != 0 && count >= 0 && count < COUNTS && writers.contains(chunk.getShort(at + 6));
    }

    /** Explains what was seen. */
    void report(Report report) {
        List<Report> rows = new ArrayList<>();
        seen.forEach((dek, where) -> rows.add(new Report()
                .number("key", dek.value())
                .text("known_as", knownAs(dek))
                .number("seen", where.count())
                .text("first_in", where.first().toString())));
        report.rows("envelopes", rows);
    }

    private String knownAs(DekId dek) {
        if (state.keys().containsKey(dek)) {
            return "live";
        }
        return state.retired().contains(dek) ? "retired" : "unknown";
    }

    /** What is wrong with it. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        seen.forEach((dek, where) -> {
            if (!state.keys().containsKey(dek)) {
                Kind kind = state.retired().contains(dek) ? Kind.RETIRED_KEY_NAMED : Kind.UNKNOWN_KEY_NAMED;
                findings.add(new Finding(
                        kind,
                        where.count() + " envelopes name DEK " + dek + ", which is " + knownAs(dek) + "; the first in "
                                + where.first()));
            }
        });
        return findings;
    }
}
