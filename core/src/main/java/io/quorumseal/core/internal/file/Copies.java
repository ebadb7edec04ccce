package io.quorumseal.core.internal.file;

import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFiles.Progress;
import io.quorumseal.core.internal.disk.FileOps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** Copies whole files, in pieces of a fixed size. */
public final class Copies {
    private static final int PIECE = 1 << 18;

    private Copies() {}

    /** Copies a file as it is. */
    public static void copy(FileOps.ReadFile from, OutputStream to, Progress progress) throws IOException {
        byte[] piece = new byte[PIECE];
        long all = from.size();
        long done = 0;
        while (true) {
            int read = from.read(done, piece, 0, PIECE);
            if (read == 0) {
                return;
            }
            to.write(piece, 0, read);
            done += read;
            progress.on(done, Math.max(done, all));
        }
    }

    /** Copies what is sealed into a new file in clear; if that fails there is none. */
    public static void copyOut(SealedFile from, FileOps ops, Path to, Progress progress) throws IOException {
        FileOps.NewFile out = ops.createFile(to);
        boolean good = false;
        try (out) {
            copy(from, out, progress);
            out.force();
            good = true;
        } finally {
            if (!good) {
                ops.delete(to);
            }
        }
        ops.forceDirectory(Objects.requireNonNull(to.toAbsolutePath().getParent()));
    }

    private static void copy(SealedFile from, FileOps.NewFile to, Progress progress) throws IOException {
        byte[] piece = new byte[PIECE];
        long done = 0;
        while (true) {
            int read = from.read(ByteBuffer.wrap(piece));
            if (read < 0) {
                return;
            }
            to.write(piece, read);
            done += read;
            progress.on(done, from.size());
        }
    }
}
