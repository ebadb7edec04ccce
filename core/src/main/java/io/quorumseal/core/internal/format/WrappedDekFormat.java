package io.quorumseal.core.internal.format;

import io.quorumseal.api.EncryptionEntry.WrappedDek;

/** A wrapped DEK: its id (4), the length of its bytes (4), its bytes. */
final class WrappedDekFormat {
    static final int MIN_SIZE = 8;

    private WrappedDekFormat() {}

    static void write(WrappedDek dek, int maxBytes, WireWriter out) {
        out.dekId(dek.id()).block(dek.wrapped(), maxBytes);
    }

    static WrappedDek read(WireReader in, int maxBytes) {
        return new WrappedDek(in.dekId(), in.block(maxBytes));
    }
}
