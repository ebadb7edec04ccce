package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.WrapContext;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Layout of {@code file:} blobs: the header is a format byte and the key's fingerprint; bound to the context. */
final class BoundLayout implements Layout {
    private static final byte FORMAT = 1;
    private static final int SHORTEST_DEK = 16;
    private static final int LONGEST_DEK = 64;

    private final byte[] header;

    BoundLayout(byte[] fingerprint) {
        header = Bytes.join(new byte[] {FORMAT}, fingerprint);
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public void checkHeader(byte[] wrapped) {
        if (wrapped.length < header.length || wrapped[0] != FORMAT) {
            throw new KekException(
                    KekException.Kind.CORRUPT,
                    "these " + wrapped.length + " bytes are not a DEK wrapped by file:, which starts with format byte "
                            + FORMAT + "; blobs of the reference implementation are read by file-v0:");
        }
        checkFingerprint(wrapped);
    }

    private void checkFingerprint(byte[] wrapped) {
        if (!Arrays.equals(wrapped, 0, header.length, header, 0, header.length)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "the DEK was wrapped under the key with fingerprint " + hex(wrapped)
                            + ", this key file holds the one with " + hex(header)
                            + "; name the key file that the DEK was wrapped under");
        }
    }

    @Override
    public byte[] aad(WrapContext context) {
        return Bytes.join(header, context.bytes());
    }

    @Override
    public boolean fits(int dekLength) {
        return dekLength >= SHORTEST_DEK && dekLength <= LONGEST_DEK;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(hex(header));
    }

    @Override
    public String remark() {
        return " (fingerprint " + hex(header) + ")";
    }

    private String hex(byte[] startingWithHeader) {
        return HexFormat.of().formatHex(startingWithHeader, 1, header.length);
    }
}
