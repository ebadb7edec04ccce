package io.quorumseal.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value as it goes into the vendor's store. The vendor keeps the bit beside the bytes, not in them.
 *
 * @param sealed whether the bytes are a storage envelope; otherwise they are the value itself
 * @param bytes what to store; not to be changed
 */
public record StoredValue(boolean sealed, byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredValue that && sealed == that.sealed && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Boolean.hashCode(sealed) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "StoredValue[sealed=" + sealed + ", " + bytes.length + " bytes]";
    }
}
