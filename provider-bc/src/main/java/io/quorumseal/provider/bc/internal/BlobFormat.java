package io.quorumseal.provider.bc.internal;

import java.util.Arrays;
import java.util.Optional;

/** The formats of wrapped DEKs that are bound to their context, by their first byte. */
enum BlobFormat {
    /** Under a key of 32 bytes, wherever it is kept. */
    SECRET_KEY(1, 1 + 8 + 12 + 16 + 16, "file:, bc-password: or a key store"),
    /** Under a public key. */
    PUBLIC_KEY(2, 1 + 22 + 32 + 16 + 16, "bc-keypair:");

    private final byte code;
    private final int shortest;
    private final String schemes;

    BlobFormat(int code, int shortest, String schemes) {
        this.code = (byte) code;
        this.shortest = shortest;
        this.schemes = schemes;
    }

    /** Tells the format that these bytes may have, by the first byte and the length. */
    static Optional<BlobFormat> of(byte[] wrapped) {
        return Arrays.stream(values())
                .filter(format -> wrapped.length >= format.shortest && wrapped[0] == format.code)
                .findAny();
    }

    byte code() {
        return code;
    }

    /** Names the schemes that write this format. */
    String schemes() {
        return schemes;
    }
}
