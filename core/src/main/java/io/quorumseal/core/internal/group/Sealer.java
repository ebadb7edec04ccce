package io.quorumseal.core.internal.group;

import java.nio.ByteBuffer;

/** How an entry is sealed. */
interface Sealer {
    ByteBuffer seal(ByteBuffer plain);

    /** Says where what was sealed will stand, under the lock that orders appends; again, if that changes. */
    default void place(long term, long index, ByteBuffer sealed) {}
}
