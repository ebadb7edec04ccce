package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.spi.WrapContext;
import java.util.Optional;

/** How wrapped bytes are laid out: a header in clear, nonce (12 bytes), sealed DEK, tag (16 bytes). */
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
