package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.spi.WrapContext;
import java.util.Optional;

/** What stands in front of the sealed DEK, in clear, and what both are bound to. */
interface Layout {

    /** The clear bytes in front. */
    byte[] header();

    /** Refuses wrapped bytes that do not start with the header. */
    void checkHeader(byte[] wrapped);

    /** The additional authenticated data. */
    byte[] aad(WrapContext context);

    /** Tells whether a DEK of this many bytes can be wrapped. */
    boolean fits(int dekLength);

    /** Identifies the key, in hex. */
    Optional<String> fingerprint();

    /** What follows the path in the KEK's description. */
    String remark();
}
