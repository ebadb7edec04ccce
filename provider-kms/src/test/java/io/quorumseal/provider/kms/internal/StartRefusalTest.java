package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node says that starts while KMS says no, with the answers of KMS. */
class StartRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "DisabledException, KEK_DISABLED, enable the key",
        "KMSInvalidStateException, KEK_DISABLED, cancel its deletion",
        "AccessDeniedException, KEK_DENIED, grants access to the KEK",
        "ExpiredTokenException, KEK_DENIED, grants access to the KEK",
        "NotFoundException, KEK_NOT_FOUND, bring the key back",
        "InvalidArnException, CONFIGURATION, credentials and certificates"
    })
    void start_kmsSaysNo_isRefusedByItsNameAndNothingIsLost(String code, Refusal refusal, String remedy) {
        try (ScriptedKms kms = ScriptedKms.start();
                SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1")) {
            kms.always(KmsAnswers.error(400, code));
            SimNode node = cluster.node("n1");
            node.kek(ScriptedKms.uri(ScriptedKms.ARN, kms.proxy().uri()));
            StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::start);
            String said = String.valueOf(refused.getMessage());
            assertEquals(refusal, refused.refusal(), said);
            assertTrue(said.contains(code) && said.contains("Nothing is lost") && said.contains(remedy), said);
            assertFalse(said.contains("damaged"), said);
        }
    }
}
