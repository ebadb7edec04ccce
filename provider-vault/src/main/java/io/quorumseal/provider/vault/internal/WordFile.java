package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.GuardedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A kind of file that holds one word of plain ASCII, which spaces and line ends may surround.
 *
 * @param kind whom its mode keeps out
 */
record WordFile(GuardedFile kind) {
    /** The most bytes that such a file may have. */
    static final int LONGEST = 65_536;

    /** A token of Vault's. */
    static final WordFile TOKEN = secret(Query.TOKEN_FILE);
    /** The id of a role: of use to whoever has a secret id, too. */
    static final WordFile ROLE_ID = secret(Query.ROLE_ID_FILE);
    /** The secret id of a role. */
    static final WordFile SECRET_ID = secret(Query.SECRET_ID_FILE);
    /** A service account's token. Kubernetes mounts it for everybody in the pod, with mode 0644, unless told otherwise. */
    static final WordFile JWT = new WordFile(GuardedFile.ofPublic(Query.JWT_FILE, LONGEST));

    private static WordFile secret(String name) {
        return new WordFile(GuardedFile.secret(name, LONGEST));
    }

    String read(Path path) {
        byte[] content = kind.read(path);
        try {
            String word = new String(content, StandardCharsets.ISO_8859_1).strip();
            if (word.isEmpty() || !word.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw kind.misconfigured(path, "does not hold one word of plain ASCII; put there what it is named for");
            }
            return word;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
