package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a file beside snapshots is, by how it begins. */
enum FileForm {
    /** Sealed by this library, or in a form of a later release. */
    SEALED,
    /** Written by this library before values were sealed. */
    CLEAR,
    /** Somebody else's: whatever it holds can be read. */
    FOREIGN;

    private static final int SIZE = 4;
    private static final int FORM_AT = 3;

    static FileForm of(Path file) throws IOException {
        byte[] begin = new byte[SIZE];
        int read;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            read = in.readNBytes(begin, 0, SIZE);
        }
        if (read < SIZE || begin[0] != 'Q' || begin[1] != 'S' || begin[2] != 'F') {
            return FOREIGN;
        }
        return begin[FORM_AT] == 0 ? CLEAR : SEALED;
    }
}
