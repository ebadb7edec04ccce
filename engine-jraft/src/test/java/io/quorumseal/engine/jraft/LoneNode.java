package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node that is alone in its cluster, the machine of which has a workspace. */
final class LoneNode implements AutoCloseable {
    static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    final Path memory;
    final TestCluster cluster;
    final TestNode node;

    LoneNode(Path directory) throws IOException {
        memory = Files.createDirectory(directory.resolve("memory")).toRealPath();
        cluster = new TestCluster(directory.resolve("data"), 1, TestCluster.CONTROL);
        node = cluster.nodes.get(0);
        node.engineAlso = builder -> builder.workspaceOnDisk(memory);
    }

    LoneNode startSealing() {
        cluster.start();
        Admin admin = node.admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(CONTROL);
        // Nothing of the runtime's own comes into the log behind this.
        cluster.signal.await(() -> node.seal().status().health().registered(), () -> "not registered");
        put("a=1");
        return this;
    }

    void put(String line) {
        Put unused = cluster.put(TestCluster.CONTROL, line);
    }

    KvMachine machine() {
        return node.machine(TestCluster.CONTROL);
    }

    Path snapshots() {
        return node.folder(TestCluster.CONTROL, "snapshot");
    }

    Status snapshot() {
        return WorkspaceTest.snapshot(cluster, node);
    }

    void writeAndSnapshot() {
        put("c=3");
        Status status = snapshot();
        assertTrue(status.isOk(), status::toString);
    }

    static List<Path> files(Path directory) {
        try {
            return Workspace.files(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
