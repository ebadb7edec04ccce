package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/**
 * A process that is one node: it checks what the processes before it wrote, writes once more, and takes a snapshot. At one
 * step of that it says so and waits for being killed.
 */
final class KilledNode {
    private static final MachineOfOthers MACHINE = MachineOfOthers.ARITHMETIC;

    private final AtomicInteger left;
    private final int written;
    private final RaftGroup group;
    private final TestNode node;
    private volatile boolean armed;

    private KilledNode(Path directory, Path memory, UUID id, String address, int step, int written) {
        this.left = new AtomicInteger(step);
        this.written = written;
        RaftPeer peer = RaftPeer.newBuilder().setId("n1").setAddress(address).build();
        this.group = RaftGroup.valueOf(RaftGroupId.valueOf(id), peer);
        this.node = new TestNode(peer, directory, Map.of(TestCluster.CONTROL, group));
        node.vendor = MACHINE::make;
        node.engineAlso = builder -> builder.workspaceOnDisk(memory).steps(this::before);
    }

    /**
     * Runs it.
     *
     * @param args the data directory, the workspace, the group, the address, the number of the step, and how many were written
     */
    public static void main(String[] args) throws Exception {
        new KilledNode(
                        Path.of(args[0]),
                        Path.of(args[1]),
                        UUID.fromString(args[2]),
                        args[3],
                        Integer.parseInt(args[4]),
                        Integer.parseInt(args[5]))
                .run();
    }

    private void before(String step) throws IOException {
        if (armed && left.decrementAndGet() == 0) {
            say("AT " + step);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void run() throws Exception {
        node.start();
        Recovered recovered = node.recoveredAtStart.get(0);
        say("APPLIED " + recovered.applied());
        if (!node.seal().status().keys().bootstrapped()) {
            node.seal().admin().bootstrap();
            node.seal().admin().enableStorageEnvelope();
            node.seal().admin().enableRaftEnvelope(new GroupId(TestCluster.CONTROL));
        }
        try (RaftClient client = TestCluster.newClient(group)) {
            MACHINE.check(client, written);
            client.io().send(MACHINE.write(written + 1));
            say("WROTE");
            armed = true;
            client.getSnapshotManagementApi(node.id()).create(true, 10_000);
        }
        node.close();
        say("THROUGH");
    }
}
