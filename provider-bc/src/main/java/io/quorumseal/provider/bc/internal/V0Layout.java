package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.WrapContext;
import java.util.Optional;

/** Layout of the reference implementation's 60-byte blobs: no header, no fingerprint, bound to nothing. */
final class V0Layout implements Layout {
    private static final int DEK_LENGTH = 32;
    private static final int BLOB_LENGTH = 60;

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public void checkHeader(byte[] wrapped) {
        // There is none, and every blob has one length: what has another is another KEK's.
        if (wrapped.length != BLOB_LENGTH) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "these " + wrapped.length + " bytes are not a DEK wrapped by file-v0:, which has " + BLOB_LENGTH
                            + "; name the KEK that the DEK was wrapped under, or take it from an intact replica if it"
                            + " was cut");
        }
    }

    @Override
    public byte[] aad(WrapContext context) {
        return new byte[0];
    }

    @Override
    public boolean fits(int dekLength) {
        return dekLength == DEK_LENGTH;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.empty();
    }

    @Override
    public String remark() {
        return " (reference format: wrapped DEKs are not bound to a context)";
    }
}
