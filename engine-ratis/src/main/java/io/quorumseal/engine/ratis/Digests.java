package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.ratis.util.MD5FileUtil;

/** The files by which some machines check others: each is beside a file, and holds the hash of it. */
final class Digests {
    private Digests() {}

    /** Where the hash of a file is. */
    static Path of(Path file) {
        return file.resolveSibling(file.getFileName() + MD5FileUtil.MD5_SUFFIX);
    }

    /** The file that a hash is of, by its name; the same file if it is none. */
    static Path digested(Path digest) {
        String name = String.valueOf(digest.getFileName());
        return name.endsWith(MD5FileUtil.MD5_SUFFIX)
                ? digest.resolveSibling(name.substring(0, name.length() - MD5FileUtil.MD5_SUFFIX.length()))
                : digest;
    }

    /** Writes the hash of a file beside it. */
    static void write(Path file) throws IOException {
        MD5FileUtil.saveMD5File(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
    }
}
