package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.GuardedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that holds one word of plain ASCII, which spaces and line ends may surround. */
@SuppressWarnings("ImmutableEnumChecker") // What a kind of file is does not change.
enum WordFile {
    /** A token of Vault's. */
    TOKEN(GuardedFile.secret(Query.TOKEN_FILE, WordFile.LONGEST)),
    /** The id of a role: of use to whoever has a secret id, too. */
    ROLE_ID(GuardedFile.secret(Query.ROLE_ID_FILE, WordFile.LONGEST)),
    /** The secret id of a role. */
    SECRET_ID(GuardedFile.secret(Query.SECRET_ID_FILE, WordFile.LONGEST)),
    /** A service account's token. Kubernetes mounts it for everybody in the pod, with mode 0644, unless told otherwise. */
    JWT(GuardedFile.ofPublic(Query.JWT_FILE, WordFile.LONGEST));

    /** The most bytes that such a file may have. */
    static final int LONGEST = 65_536;

    private final GuardedFile kind;

    WordFile(GuardedFile kind) {
        this.kind = kind;
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
