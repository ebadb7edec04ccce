package io.quorumseal.provider.bc.internal;

import java.util.HexFormat;

/** A DEK as {@code file:} wraps it, made by another implementation from the fixture's key. */
final class RecordedBlob {
    static final String DEK = "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f";

    private static final String FORMAT_AND_FINGERPRINT = "01134959b6750706f5";
    private static final String NONCE = "a0a1a2a3a4a5a6a7a8a9aaab";
    private static final String SEALED =
            "bae24777d924c5e15d319f53c2e10794b4963b79407e6f594d86a1ea1d32f364" + "52fa7df37a1ca405af988f399776d5c7";

    private RecordedBlob() {}

    static byte[] bytes() {
        return HexFormat.of().parseHex(FORMAT_AND_FINGERPRINT + NONCE + SEALED);
    }
}
