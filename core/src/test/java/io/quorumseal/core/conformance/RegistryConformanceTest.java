package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.core.internal.format.RegistryCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class RegistryConformanceTest {

    @Test
    void registryCodec_everyVector_readsAndWritesTheSameRow() throws IOException {
        Vectors.check("writer-registry", RegistryConformanceTest::check);
    }

    private static void check(Case one) {
        Row row = new Row(one.dekId("dek_id"), one.number32("node_id16"));
        assertEquals(row, RegistryCodec.row(ByteBuffer.wrap(one.bytes("key"))));
        assertArrayEquals(one.bytes("key"), RegistryCodec.key(row));
        Writer writer =
                new Writer(new NodeId(one.u64("full_node_id")), epoch(one, "first_seen"), epoch(one, "last_seen"));
        assertEquals(writer, RegistryCodec.writer(ByteBuffer.wrap(one.bytes("value"))));
        assertArrayEquals(one.bytes("value"), RegistryCodec.value(writer));
        assertEquals(row.node16(), writer.node().low16());
    }

    private static LocalEpoch epoch(Case one, String name) {
        return new LocalEpoch(one.number32(name));
    }
}
