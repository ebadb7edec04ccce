package io.quorumseal.testkit.guide;

import io.quorumseal.api.LogPosition;
import io.quorumseal.core.StoredValue;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** What a vendor has before QuorumSeal comes. */
final class Vendor {
    private Vendor() {}

    /** A log whose lock orders appends. */
    interface Log {
        long term();

        long nextIndex();

        void append(ByteBuffer bytes);

        /** Appends only if the term is still that one; tells whether it did. */
        boolean appendIfTerm(long term, ByteBuffer bytes);

        /** Tells the engine that an entry is applied, whatever it held. */
        void applied(LogPosition at);
    }

    /** A state machine. */
    interface Machine {
        void apply(long index, ByteBuffer payload);

        void load(byte[] data);
    }

    /** A store; a row is the state bit and the bytes. */
    interface Store {
        void put(ByteBuffer key, StoredValue value);

        StoredValue get(ByteBuffer key);

        void scan(BiConsumer<ByteBuffer, StoredValue> reader);
    }

    /** The parts of a snapshot, by name. */
    interface Snapshot {
        long index();

        void add(String name, byte[] part);

        byte[] part(String name);
    }
}
