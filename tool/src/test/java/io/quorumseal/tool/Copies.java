package io.quorumseal.tool;

import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.testkit.sim.SimNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real data directories with the key files of nodes that ran. */
final class Copies {
    private static final Path ON_THE_NODE = Path.of("/data/encryption/keys.json");
    private static final int LARGEST = 16 << 20;

    private Copies() {}

    static byte[] keyFile(SimNode node) throws IOException {
        return node.disk().read(ON_THE_NODE, LARGEST);
    }

    /** A value that the node sealed. */
    static byte[] sealed(SimNode node, String value) {
        ByteBuffer key = ByteBuffer.wrap("key".getBytes(StandardCharsets.UTF_8));
        return node.runtime()
                .values()
                .seal(key, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)))
                .bytes();
    }

    /** A file that the node sealed. */
    static byte[] sealedFile(SimNode node, String role, String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealedWriter writer = node.runtime().files().create(Channels.newChannel(out), role)) {
            writer.write(content.getBytes(StandardCharsets.UTF_8));
            writer.commit();
        }
        return out.toByteArray();
    }

    /** Has a copy of a key file remember these folders of sealed files: {@code "path": whether clear is refused}. */
    static void remember(Path dataDirectory, String folders) throws IOException {
        Path keys = dataDirectory.resolve("encryption/keys.json");
        String text = Files.readString(keys);
        String edited = text.replaceFirst("\"folders\": \\{[^}]*}", "\"folders\": {" + folders + "}");
        if (edited.equals(text)) {
            throw new AssertionError("no folders in " + text);
        }
        Path unused = Files.writeString(keys, edited);
    }

    /** Writes a file of the node's store. */
    static Path store(Path dataDirectory, byte[] bytes) throws IOException {
        return Files.write(Files.createDirectories(dataDirectory.resolve("db")).resolve("000012.sst"), bytes);
    }

    /** Writes a node's files as the node would, by the real store. */
    static Path write(Path dataDirectory, SimNode node) throws IOException {
        Path written = write(dataDirectory, keyFile(node));
        Files.deleteIfExists(written.resolve("encryption").resolve(FileSidecarStore.AUDIT));
        try (SidecarStore store = FileSidecarStore.open(dataDirectory, new RealFileOps())) {
            store.appendAudit(node.auditFile());
        }
        return written;
    }

    /** Writes a key file as the node would, by the real store. */
    static Path write(Path dataDirectory, byte[] keyFile) throws IOException {
        Files.createDirectories(dataDirectory);
        try (SidecarStore store = FileSidecarStore.open(dataDirectory, new RealFileOps())) {
            store.write(keyFile);
        }
        return dataDirectory;
    }
}
