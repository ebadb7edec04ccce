package io.quorumseal.example.kv.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node, as clients and other nodes know it.
 *
 * @param name its name
 * @param address host and port, with a colon between them
 */
public record Peer(String name, String address) {
    /**
     * Parses what {@link #text} gives.
     *
     * @param text such as {@code n1=127.0.0.1:9001,n2=127.0.0.1:9002}
     * @return the nodes
     */
    public static List<Peer> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(peer -> peer.split("=", 2))
                .map(peer -> new Peer(peer[0], peer[1]))
                .toList();
    }

    /**
     * Writes nodes down.
     *
     * @param peers the nodes
     * @return a text for {@link #parse}
     */
    public static String text(List<Peer> peers) {
        return peers.stream().map(peer -> peer.name + "=" + peer.address).collect(Collectors.joining(","));
    }
}
