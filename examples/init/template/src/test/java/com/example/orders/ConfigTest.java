package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static final Map<String, String> NODE = Map.of("ORDERS_NODE", "n2", "ORDERS_DIRECTORY", "data");

    @Test
    void fileOfTheTrial_withTheEnvironmentOfANode_isComplete() throws IOException {
        Config config = Config.read(NODE);
        assertEquals("127.0.0.1:9872", config.self().getAddress());
        assertEquals(3, config.group().getPeers().size());
        QuorumSeal.builder().settings(config.file()).environment(config.environment());
    }

    @Test
    void variable_besideTheFile_beatsIt() throws IOException {
        Config config = Config.read(Map.of("ORDERS_NODE", "n9", "ORDERS_PEERS", "n9=localhost:1"));
        assertEquals("localhost:1", config.self().getAddress());
    }

    @Test
    void namedFile_isNotThere_isRefused() {
        IOException error =
                assertThrows(IOException.class, () -> Config.read(Map.of("ORDERS_CONFIG", "nowhere.properties")));
        assertEquals(NoSuchFileException.class, error.getCause().getClass());
        assertTrue(error.getMessage().contains("nowhere.properties"), error::getMessage);
    }

    @Test
    void nothingSet_eachErrorNamesBothWays() {
        Config config = new Config(new Properties(), Map.of());
        assertRefused(config::directory, "orders.directory is not set", "ORDERS_DIRECTORY");
        assertRefused(config::operator, "orders.operator is not set", "ORDERS_OPERATOR");
        assertRefused(config::group, "orders.peers is not set", "ORDERS_PEERS");
    }

    @Test
    void peers_thatAreNone_orLackThisNode_areRefused() {
        assertRefused(new Config(new Properties(), Map.of("ORDERS_PEERS", "n1"))::group, "n1=host:port", "not n1");
        assertRefused(
                new Config(new Properties(), Map.of("ORDERS_PEERS", "n1=a:1", "ORDERS_NODE", "n2"))::self,
                "orders.node is n2",
                "n1=a:1");
    }

    private static void assertRefused(Supplier<?> call, String... parts) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call::get).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
