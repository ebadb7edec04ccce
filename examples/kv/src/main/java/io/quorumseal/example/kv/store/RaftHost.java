package io.quorumseal.example.kv.store;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.files.Snapshot;
import java.io.IOException;
import java.util.Optional;

/** A Raft library under one node of the store: all that the store has to know of it. Is closed behind the runtime. */
public interface RaftHost extends AutoCloseable {
    /** Opens one. */
    interface Library {
        /**
         * Opens it; nothing runs yet.
         *
         * @param place the node's place in its cluster
         * @return the host
         * @throws IOException if what is on disk cannot be read
         */
        RaftHost open(Place place) throws IOException;

        /**
         * Tells what the library, and so the runtime, calls a node.
         *
         * @param peer the node
         * @return its name as a member
         */
        String member(Peer peer);
    }

    /** What runs; closed before the runtime. */
    interface Server extends AutoCloseable {
        /**
         * Looks for the newest snapshot.
         *
         * @return it, as {@link KvReplica#checkpoint} made it; empty if there is none yet
         * @throws IOException if the folder cannot be read
         */
        Optional<Snapshot> newest() throws IOException;

        @Override
        void close();
    }

    /**
     * Gives what the runtime is opened with.
     *
     * @return the engine
     */
    Engine engine();

    /**
     * Starts the server, which applies the log to the node's values.
     *
     * @param seal the runtime
     * @param replica the values
     * @return what runs
     * @throws IOException if it cannot be started; then nothing runs
     */
    Server start(QuorumSeal seal, KvReplica replica) throws IOException;

    @Override
    void close();
}
