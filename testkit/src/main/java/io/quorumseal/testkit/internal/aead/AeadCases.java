package io.quorumseal.testkit.internal.aead;

import java.util.List;
import java.util.stream.Stream;

/** All cases of the contract of ciphers. */
public final class AeadCases {
    /** In the order of the table. */
    public static final List<AeadCase> ALL = Stream.of(VectorCases.ALL, MessageCases.ALL, BufferCases.ALL)
            .flatMap(List::stream)
            .toList();

    private AeadCases() {}
}
