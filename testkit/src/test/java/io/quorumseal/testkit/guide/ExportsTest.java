package io.quorumseal.testkit.guide;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the page on sealed files shows runs. */
class ExportsTest {
    @Test
    void exports_writtenReadAndRenewed_areWhatWasWritten() throws IOException {
        try (SimCluster cluster =
                new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").start().cutOver()) {
            QuorumSeal seal = cluster.node("n1").runtime();
            Exports exports = new Exports(
                    seal, Objects.requireNonNull(SimFiles.path("orders").getParent()));
            exports.export(
                    "orders",
                    List.of("one\n".getBytes(US_ASCII), "two\n".getBytes(US_ASCII))
                            .iterator());
            assertEquals("one\ntwo\n", sent(exports));
            assertArrayEquals("two".getBytes(US_ASCII), exports.part("orders", 4, 3));
            assertEquals(0, exports.part("orders", 6, 3).length);
            assertEquals(List.of(), seal.files().older());
            var unused = seal.admin().rotate(Purpose.STORAGE);
            cluster.settle();
            assertFalse(seal.files().older().isEmpty());
            exports.renew();
            assertEquals(List.of(), seal.files().older());
            assertEquals("one\ntwo\n", sent(exports));
        }
    }

    private static String sent(Exports exports) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exports.send("orders", out);
        return out.toString(US_ASCII);
    }
}
