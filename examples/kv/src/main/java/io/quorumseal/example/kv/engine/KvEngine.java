package io.quorumseal.example.kv.engine;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.jraft.JRaftCaller;
import io.quorumseal.example.kv.jraft.JRaftClient;
import io.quorumseal.example.kv.jraft.JRaftHost;
import io.quorumseal.example.kv.ratis.RatisCaller;
import io.quorumseal.example.kv.ratis.RatisClient;
import io.quorumseal.example.kv.ratis.RatisHost;
import io.quorumseal.example.kv.store.Place;
import io.quorumseal.example.kv.store.RaftHost;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The Raft libraries that the store runs on. */
public enum KvEngine implements RaftHost.Library {
    /** Apache Ratis. */
    RATIS {
        @Override
        public RaftHost open(Place place) throws IOException {
            return new RatisHost(place);
        }

        @Override
        public String member(Peer peer) {
            return peer.name();
        }

        @Override
        public Client client(String log, List<Peer> peers) {
            return new RatisClient(log, peers);
        }

        @Override
        public Caller caller(List<Peer> peers) {
            return new RatisCaller(LOG, peers);
        }
    },

    /** SOFAJRaft, which knows nodes by their addresses. */
    JRAFT {
        @Override
        public RaftHost open(Place place) throws IOException {
            return new JRaftHost(place);
        }

        @Override
        public String member(Peer peer) {
            return peer.address();
        }

        @Override
        public boolean leavesPartsOfFiles() {
            return true;
        }

        @Override
        public Client client(String log, List<Peer> peers) {
            return new JRaftClient(peers);
        }

        @Override
        public Caller caller(List<Peer> peers) {
            return new JRaftCaller(peers);
        }
    };

    /** The name of the log, unless it was restored into another. */
    public static final String LOG = "kv";

    /**
     * Makes a client.
     *
     * @param log the name of the log
     * @param peers the nodes
     * @return the client, which the caller closes
     */
    public abstract Client client(String log, List<Peer> peers);

    /**
     * Makes a client that sends each request once.
     *
     * @param peers the nodes
     * @return the client, which the caller closes
     */
    public abstract Caller caller(List<Peer> peers);

    /**
     * Tells what stays on disk of entries that the log was cut off behind. Ratis cuts off whole files, and reports what is still in
     * one. JRaft cuts off at any entry, and deletes a file when nothing in it is left.
     *
     * @return whether bytes may stay of entries that nobody can read any more
     */
    public boolean leavesPartsOfFiles() {
        return false;
    }

    /**
     * Gives the engine that the system property {@code kv.engine} names.
     *
     * @return Ratis unless another one is named
     * @throws IllegalArgumentException if there is none of that name
     */
    public static KvEngine chosen() {
        return named(System.getProperty("kv.engine", RATIS.text()));
    }

    /**
     * Gives the engine of a name.
     *
     * @param name the name, as {@link #text} gives it
     * @return the engine
     * @throws IllegalArgumentException if there is none of that name
     */
    public static KvEngine named(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no engine " + name + "; name one of "
                        + Arrays.stream(values()).map(KvEngine::text).toList()));
    }

    /**
     * Gives its name.
     *
     * @return the name, in lower case
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
