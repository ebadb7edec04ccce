package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.ReplicationLevel;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.statemachine.StateMachine;

/** One node with a state machine of others, whose workspace is a directory that a test can look into. */
final class HostedMachine implements AutoCloseable {
    static final MachineOfOthers MACHINE = MachineOfOthers.ARITHMETIC;

    final TestCluster cluster;
    final TestNode node;
    final Path memory;
    private int written;

    HostedMachine(Path directory, String... groups) throws IOException {
        this.cluster = new TestCluster(directory.resolve("data"), TestCluster.peers(1), groups);
        this.node = cluster.nodes.get(0);
        this.memory = Files.createDirectory(directory.resolve("memory"));
        node.engineAlso = builder -> builder.workspaceOnDisk(memory);
        hosting(MACHINE::make);
    }

    static HostedMachine of(Path directory) throws IOException {
        return new HostedMachine(directory, TestCluster.CONTROL);
    }

    HostedMachine hosting(Supplier<? extends StateMachine> machine) {
        node.vendor = machine;
        return this;
    }

    HostedMachine start() throws IOException {
        cluster.start();
        return this;
    }

    HostedMachine startSealing() throws IOException {
        start();
        seal();
        return this;
    }

    void seal() throws IOException {
        for (String group : cluster.groups.keySet()) {
            // Is answered by a leader that is ready.
            cluster.client(group).io().watch(0, ReplicationLevel.MAJORITY);
        }
        Admin admin = node.admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        cluster.groups.keySet().forEach(group -> admin.enableRaftEnvelope(new GroupId(group)));
    }

    /** What a start is refused with. */
    String refused() {
        try {
            node.start();
        } catch (IOException | RuntimeException e) {
            return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                    .map(String::valueOf)
                    .collect(Collectors.joining("\n"));
        }
        throw new AssertionError("it started");
    }

    void write(String group) throws IOException {
        cluster.client(group).io().send(MACHINE.write(++written));
    }

    /** Writes, takes a snapshot, and writes again: that is applied once old snapshots are removed. */
    void writeAndSnapshot() throws IOException {
        for (String group : cluster.groups.keySet()) {
            write(group);
            if (!snapshot(group).isSuccess()) {
                throw new AssertionError("no snapshot of " + group);
            }
            write(group);
        }
    }

    RaftClientReply snapshot(String group) throws IOException {
        return cluster.client(group).getSnapshotManagementApi(node.id()).create(true, 10_000);
    }

    void check() throws IOException {
        MACHINE.check(cluster.client(TestCluster.CONTROL), written);
    }

    RaftGroup group() {
        return cluster.group(TestCluster.CONTROL);
    }

    Path snapshots() {
        return node.snapshots(group());
    }

    /** The file of the newest snapshot. */
    Path snapshotFile() throws IOException {
        return only(snapshots(), "snapshot.");
    }

    static Path only(Path directory, String prefix) throws IOException {
        List<Path> found = Workspace.files(directory).stream()
                .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                .filter(file -> !file.toString().endsWith(".md5"))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(prefix + " in " + directory + ": " + found);
        }
        return found.get(0);
    }

    /** All files and their bytes. */
    static Map<Path, List<Byte>> copy(Path directory) throws IOException {
        Map<Path, List<Byte>> copy = new TreeMap<>();
        for (Path file : Workspace.files(directory)) {
            List<Byte> bytes = new ArrayList<>();
            for (byte one : Files.readAllBytes(file)) {
                bytes.add(one);
            }
            copy.put(file, bytes);
        }
        return copy;
    }

    /** What can be read on the disk that is not the workspace. */
    List<Path> readable() throws IOException {
        return DiskScan.of(node.directory, MACHINE.readable()).readable();
    }

    List<String> unsealed() {
        return node.events.stream()
                .filter(event -> event.startsWith("UNSEALED"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
