package com.example.orders;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/**
 * What an operator says, in a file of properties and in the environment. The store's own settings begin with {@code orders.},
 * in the environment with {@code ORDERS_}; there the environment beats the file. QuorumSeal's begin with {@code quorumseal.};
 * they are handed on as they are, and QuorumSeal refuses what it does not know or what is set twice.
 *
 * @param file what the file says
 * @param environment all variables
 */
record Config(Properties file, Map<String, String> environment) {
    /** The node's name, one of the peers'. */
    static final String NODE = "orders.node";

    /** The node's data directory, which has to be there. */
    static final String DIRECTORY = "orders.directory";

    /** All nodes, such as {@code n1=10.0.0.1:9870,n2=10.0.0.2:9870}. */
    static final String PEERS = "orders.peers";

    /** The socket for the operator's commands, in a directory that only the node's user may enter. */
    static final String OPERATOR = "orders.operator";

    /** The variable that names the file; without it {@value #DEFAULT_FILE}, if that is there. */
    static final String FILE = "ORDERS_CONFIG";

    static final String DEFAULT_FILE = "orders.properties";

    /** Other stores on the same machines have other ids: it is also the identity of the log. */
    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.nameUUIDFromBytes("orders".getBytes(StandardCharsets.UTF_8)));

    static Config read(Map<String, String> environment) throws IOException {
        Properties file = new Properties();
        Path named = Path.of(environment.getOrDefault(FILE, DEFAULT_FILE));
        if (environment.containsKey(FILE) || Files.exists(named)) {
            try (Reader text = Files.newBufferedReader(named)) {
                file.load(text);
            } catch (IOException e) {
                throw new IOException("the settings in " + named + " cannot be read: " + e, e);
            }
        }
        return new Config(file, environment);
    }

    String node() {
        return required(NODE);
    }

    Path directory() {
        return Path.of(required(DIRECTORY));
    }

    Path operator() {
        return Path.of(required(OPERATOR));
    }

    RaftPeer self() {
        return group().getPeers().stream()
                .filter(peer -> peer.getId().toString().equals(node()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        NODE + " is " + node() + ", which is not among " + PEERS + ": " + required(PEERS)));
    }

    RaftGroup group() {
        List<RaftPeer> peers =
                Arrays.stream(required(PEERS).split(",", -1)).map(Config::peer).toList();
        return RaftGroup.valueOf(GROUP, peers);
    }

    private static RaftPeer peer(String text) {
        String[] parts = text.strip().split("=", 2);
        if (parts.length != 2 || !parts[1].matches(".+:\\d+")) {
            throw new IllegalArgumentException(PEERS + " takes n1=host:port,n2=host:port,…, not " + text);
        }
        return RaftPeer.newBuilder().setId(parts[0]).setAddress(parts[1]).build();
    }

    private String required(String name) {
        String value = environment.getOrDefault(variable(name), file.getProperty(name, ""));
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    name + " is not set: set it in " + environment.getOrDefault(FILE, DEFAULT_FILE) + ", or as "
                            + variable(name) + " in the environment");
        }
        return value;
    }

    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
