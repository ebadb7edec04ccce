package io.quorumseal.core.internal.file;

import io.quorumseal.api.DekId;
import io.quorumseal.core.internal.file.FileHeader.Form;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found below the folders.
 *
 * @param files all files, those of others too
 * @param unreadable what could not be looked at, and why: it may be anything
 */
public record Look(List<Found> files, List<String> unreadable) {

    /**
     * A file.
     *
     * @param folder the name of its folder
     */
    public record Found(String folder, Path file, long size, FileHeader header) {
        boolean isUnder(DekId dek) {
            return header.dek().equals(Optional.of(dek));
        }

        /** Whether it is one of ours in clear. */
        public boolean isClear() {
            return header.form() == Form.CLEAR;
        }
    }

    /** How many are sealed under a DEK. */
    public long under(DekId dek) {
        return files.stream().filter(file -> file.isUnder(dek)).count();
    }

    /** How many of a folder are in clear. */
    public long clearIn(String folder) {
        return files.stream()
                .filter(file -> file.isClear() && file.folder().equals(folder))
                .count();
    }

    /** One file under a DEK, for people. */
    public Optional<Path> exampleUnder(DekId dek) {
        return files.stream().filter(file -> file.isUnder(dek)).map(Found::file).findFirst();
    }
}
