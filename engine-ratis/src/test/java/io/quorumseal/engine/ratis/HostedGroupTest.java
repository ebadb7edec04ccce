package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Hosted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One group looked for is what a look at all of them says of it. */
class HostedGroupTest {
    @TempDir
    Path directory;

    @Test
    void hosted_namedNamelessOrNotThere_isAsAmongAll() throws IOException {
        try (TestCluster cluster =
                new TestCluster(directory, TestCluster.peers(1), TestCluster.CONTROL, TestCluster.SHARD)) {
            cluster.start();
            cluster.put(TestCluster.CONTROL, "a=1");
            cluster.put(TestCluster.SHARD, "b=2");
            cluster.stop();
            RaftGroup shard = cluster.group(TestCluster.SHARD);
            RaftProperties properties = new RaftProperties();
            RaftServerConfigKeys.setStorageDir(
                    properties,
                    List.of(cluster.nodes.get(0).directory.resolve("raft").toFile()));
            RaftGroup absent = RaftGroup.valueOf(RaftGroupId.valueOf(UUID.randomUUID()), shard.getPeers());
            try (RatisEngine engine = RatisEngine.builder(
                            properties, TestCluster.CONTROL, cluster.group(TestCluster.CONTROL))
                    .group("absent", absent)
                    .build()) {
                String nameless = shard.getGroupId().getUuid().toString();
                assertEquals(
                        Set.of(TestCluster.CONTROL, nameless),
                        engine.groups().stream()
                                .map(each -> each.group().name())
                                .collect(Collectors.toSet()));
                for (Hosted each : engine.groups()) {
                    assertEquals(Optional.of(each), engine.hosted(each.group()));
                }
                assertEquals(Optional.empty(), engine.hosted(new GroupId("absent")));
                assertEquals(Optional.empty(), engine.hosted(new GroupId(TestCluster.SHARD)));
            }
        }
    }
}
