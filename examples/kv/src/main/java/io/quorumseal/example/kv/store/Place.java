package io.quorumseal.example.kv.store;

import io.quorumseal.example.kv.client.Peer;
import java.nio.file.Path;
import java.util.List;

/**
 * A node's place in its cluster.
 *
 * @param name the node's name
 * @param directory its data directory
 * @param log the name of the log
 * @param peers every node, this one included
 * @param joins whether it knows no members: it waits until it is added to a cluster that runs
 */
public record Place(String name, Path directory, String log, List<Peer> peers, boolean joins) {
    /**
     * Gives this node itself.
     *
     * @return the node, as the others know it
     */
    public Peer self() {
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Tells the members that a new node begins with.
     *
     * @return none if it joins
     */
    public List<Peer> firstMembers() {
        return joins ? List.of() : peers;
    }
}
