package io.quorumseal.testkit.guide;

import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.SealedFiles.Older;
import io.quorumseal.core.SealedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;

/** Files that a store writes besides its log and its values. */
final class Exports {
    private static final String ROLE = "export/orders";

    private final SealedFiles files;
    private final Path folder;

    Exports(QuorumSeal seal, Path folder) {
        this.files = seal.files();
        this.folder = folder;
    }

    static void name(Builder builder, Path folder) {
        builder.sealedFiles(folder);
    }

    void export(String name, Iterator<byte[]> orders) throws IOException {
        try (SealedWriter out = files.create(folder.resolve(name), ROLE)) {
            while (orders.hasNext()) {
                out.write(orders.next());
            }
            out.commit(); // now it has its name, durably; without this nothing is left of it
        }
    }

    void send(String name, OutputStream to) throws IOException {
        try (SealedFile file = files.open(folder.resolve(name), ROLE);
                InputStream in = file.stream()) {
            in.transferTo(to);
        }
    }

    byte[] part(String name, long from, int size) throws IOException {
        try (SealedFile file = files.open(folder.resolve(name), ROLE)) {
            ByteBuffer part = ByteBuffer.allocate(size);
            while (part.hasRemaining() && file.read(part, from + part.position()) >= 0) {
                // on, until it is all there or the file ends
            }
            return part.flip().remaining() == size ? part.array() : new byte[0];
        }
    }

    void renew() throws IOException {
        for (Older older : files.older()) {
            try (InputStream in = files.open(older.file(), ROLE).stream();
                    SealedWriter out = files.create(older.file(), ROLE)) {
                in.transferTo(out);
                out.commit();
            }
        }
    }
}
