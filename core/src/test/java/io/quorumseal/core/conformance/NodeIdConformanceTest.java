package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.NodeId;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class NodeIdConformanceTest {

    @Test
    void ofName_everyVector_givesItsId() throws IOException {
        Vectors.check("node-id", NodeIdConformanceTest::check);
    }

    private static void check(Case one) {
        NodeId id = NodeId.ofName(one.text("raft_id"));
        assertEquals(one.u64("full_node_id"), id.full());
        assertEquals(one.number32("node_id16"), id.low16());
    }
}
