package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.WrapContext;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Layout of blobs that are bound to their context: the header is a format byte and the key's identity. */
final class BoundLayout implements Layout {
    private static final int SHORTEST_DEK = 16;
    private static final int LONGEST_DEK = 64;

    private final BlobFormat format;
    private final byte[] header;
    private final int fingerprintAt;

    /** Makes the layout of a format and of a key, whose identity ends with its fingerprint. */
    BoundLayout(BlobFormat format, byte[] identity, int fingerprintLength) {
        this.format = format;
        header = Bytes.join(new byte[] {format.code()}, identity);
        fingerprintAt = header.length - fingerprintLength;
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public void checkHeader(byte[] wrapped) {
        if (wrapped.length == 0 || wrapped[0] != format.code()) {
            throw foreign(wrapped);
        }
        if (wrapped.length < header.length) {
            throw new KekException(
                    KekException.Kind.CORRUPT,
                    "the wrapped DEK has " + wrapped.length + " bytes, fewer than its header; take it from an intact"
                            + " replica");
        }
        checkIdentity(wrapped);
    }

    private KekException foreign(byte[] wrapped) {
        String by = BlobFormat.of(wrapped)
                .map(found -> "were wrapped by " + found.schemes())
                .orElse("start with no format byte of this provider");
        return new KekException(
                KekException.Kind.WRONG_KEY,
                "these " + wrapped.length + " bytes " + by + ", and not by " + format.schemes()
                        + "; name the KEK that the DEK was wrapped under (blobs of the reference implementation are"
                        + " read by file-v0:), or take it from an intact replica if it was damaged");
    }

    private void checkIdentity(byte[] wrapped) {
        if (!Arrays.equals(wrapped, 0, header.length, header, 0, header.length)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "the DEK was wrapped under the key with fingerprint " + fingerprint(wrapped)
                            + ", this KEK is the one with " + fingerprint(header)
                            + "; name the KEK that the DEK was wrapped under");
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
        return Optional.of(fingerprint(header));
    }

    @Override
    public String remark() {
        return " (fingerprint " + fingerprint(header) + ")";
    }

    private String fingerprint(byte[] startingWithHeader) {
        return HexFormat.of().formatHex(startingWithHeader, fingerprintAt, header.length);
    }
}
