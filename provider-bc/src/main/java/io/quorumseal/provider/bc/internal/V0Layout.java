package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.spi.WrapContext;
import java.util.Optional;

/** Layout of the reference implementation's 60-byte blobs: no header, no fingerprint, bound to nothing. */
final class V0Layout implements Layout {
    private static final int DEK_LENGTH = 32;

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public void checkHeader(byte[] wrapped) {
        // There is none: whatever is wrong shows in the length or the tag.
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
