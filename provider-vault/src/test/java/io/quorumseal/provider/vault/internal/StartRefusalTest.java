package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node says that starts while Vault says no, with the answers of Vault. */
class StartRefusalTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "403, permission denied, KEK_DENIED, grants access to the KEK",
        "404, , KEK_NOT_FOUND, bring the key back",
        "405, unsupported operation, KEK_UNSUPPORTED, name the provider",
        "503, Vault is sealed, KEK_UNREACHABLE, bring it back"
    })
    void start_vaultSaysNo_isRefusedByItsNameAndNothingIsLost(int status, String error, Refusal refusal, String remedy)
            throws IOException {
        String body = error == null ? "{\"errors\":[]}" : "{\"errors\":[\"" + error + "\"]}";
        Path token = TestVault.store(directory.resolve("token"), "hvs.some");
        try (Stub vault = new Stub(exchange -> answer(exchange, status, body));
                SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1")) {
            SimNode node = cluster.node("n1");
            node.kek(vault.uri("token-file=" + token));
            StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::start);
            String said = String.valueOf(refused.getMessage());
            assertEquals(refusal, refused.refusal(), said);
            assertTrue(said.contains("Nothing is lost") && said.contains(remedy), said);
            assertFalse(said.contains("damaged"), said);
        }
    }

    /** The token is good; what it is used for fails. */
    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/lookup-self")) {
            Stub.answer(exchange, 200, "{\"data\":{\"ttl\":3600,\"renewable\":true,\"policies\":[]}}");
        } else {
            Stub.answer(exchange, status, body);
        }
    }
}
