package io.quorumseal.example.kv.backup;

import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.example.kv.files.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Backups, made while the store serves. One is a snapshot in a sealed file: the names of the snapshot's files and the keys that
 * values are stored under are in it, so that neither shows. It is there whole or not at all.
 *
 * @param files seals them
 * @param folder where they go; the runtime knows it
 */
public record Backups(SealedFiles files, Path folder) {
    /** What a backup is sealed as, and has to be opened as. */
    public static final String ROLE = "backup/kv";

    /**
     * Makes one.
     *
     * @param snapshot of what; it has to stay until this returns
     * @param name what to call the backup
     * @return where it is
     * @throws IOException if it cannot be made; nothing is left of it then
     */
    public Path make(Snapshot snapshot, String name) throws IOException {
        Path backup = folder.resolve(name);
        try (SealedWriter sealed = files.create(backup, ROLE)) {
            ZipOutputStream zip = new ZipOutputStream(sealed);
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : Folders.files(snapshot.folder())) {
                zip.putNextEntry(new ZipEntry(snapshot.folder().relativize(file).toString()));
                long unused = Files.copy(file, zip);
            }
            zip.finish();
            sealed.commit();
        }
        return backup;
    }
}
