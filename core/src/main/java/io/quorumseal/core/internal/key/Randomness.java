package io.quorumseal.core.internal.key;

import java.security.SecureRandom;

/** Where random bytes come from. Safe for use by several threads. */
public interface Randomness {
    /** Fills an array. */
    void fill(byte[] bytes);

    /** The platform's. On Linux it keeps asking the kernel, so that a copy of the process soon draws other bytes. */
    static Randomness secure() {
        SecureRandom random = new SecureRandom();
        return random::nextBytes;
    }
}
