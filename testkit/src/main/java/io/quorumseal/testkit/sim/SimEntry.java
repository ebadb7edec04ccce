package io.quorumseal.testkit.sim;

import java.nio.ByteBuffer;

/**
 * An entry of a simulated log.
 *
 * @param own whether the engine made it itself, at the beginning of a term
 * @param bytes the payload as logged
 */
public record SimEntry(long term, long index, boolean own, byte[] bytes) {

    ByteBuffer payload() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    boolean is(long atTerm, long atIndex) {
        return term == atTerm && index == atIndex;
    }
}
