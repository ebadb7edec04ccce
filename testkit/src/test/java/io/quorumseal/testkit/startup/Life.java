package io.quorumseal.testkit.startup;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Builder;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A node's directory and the ways to open, damage and copy it. */
record Life(Path directory, String node, TestKek kek) {
    static final GroupId CONTROL = new GroupId("control");
    static final String CLUSTER = "orders-test";
    static final String LOG = "log-a";

    static Life in(Path parent, String node, TestKek kek) {
        try {
            return new Life(Files.createDirectory(parent.resolve(node)), node, kek);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestEngine engine() {
        return new TestEngine(node);
    }

    /** A builder that goes on at once if nobody answers. */
    Builder alone(Engine engine) {
        return plain(engine).kek(kek).limits(Limits.DEFAULT.withRegisterTimeout(Duration.ZERO));
    }

    /** A builder that waits for the leader's answer. */
    Builder answeredBy(QuorumSeal leader, Engine.Recovered... recovered) {
        return plain(engine().answeredBy(leader).recovering(recovered)).kek(kek);
    }

    /** A builder without KEK. */
    Builder plain(Engine engine) {
        return QuorumSeal.builder()
                .directory(directory)
                .cluster(CLUSTER)
                .node(node)
                .engine(engine);
    }

    /** Opens as the one member of a cluster, and leads. */
    QuorumSeal leading(TestEngine engine) {
        return leading(engine, alone(engine));
    }

    /** The same; a bootstrap begins with suite 1, whose nonces are counted. */
    QuorumSeal leadingInSuite1(TestEngine engine) {
        return leading(engine, alone(engine).suite(1));
    }

    private static QuorumSeal leading(TestEngine engine, Builder builder) {
        QuorumSeal seal = builder.open();
        engine.lead(seal);
        return seal;
    }

    /** Gives the cluster keys: bootstrap at 1, storage cutover at 2, raft cutover at 3. */
    TestLog livedThroughCutover() {
        TestEngine engine = engine();
        try (QuorumSeal seal = leading(engine)) {
            cutOver(seal);
        }
        return engine.control();
    }

    static void cutOver(QuorumSeal seal) {
        seal.admin().bootstrap();
        seal.admin().enableStorageEnvelope();
        seal.admin().enableRaftEnvelope(CONTROL);
    }

    static void rotate(QuorumSeal seal) {
        seal.admin().rotate(Purpose.RAFT);
    }

    // ---- the file

    Path file() {
        return directory.resolve("encryption").resolve("keys.json");
    }

    Optional<byte[]> bytes() {
        try {
            return Files.exists(file()) ? Optional.of(Files.readAllBytes(file())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return new String(bytes().orElseThrow(), StandardCharsets.UTF_8);
    }

    Sidecar sidecar() {
        return new SidecarCodec(CONTROL).decode(bytes().orElseThrow());
    }

    int opening() {
        return sidecar().local().opening().value();
    }

    void write(byte[] sidecar) {
        try {
            Files.createDirectories(file().getParent());
            Files.write(file(), sidecar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void edit(UnaryOperator<String> change) {
        String before = text();
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("nothing was changed in " + before);
        }
        write(after.getBytes(StandardCharsets.UTF_8));
    }

    /** Another directory with the same sidecar. */
    Life copy(String name) {
        try {
            Path other = Files.createDirectory(directory.resolveSibling(name));
            Files.createDirectory(other.resolve("encryption"));
            Life copy = new Life(other, node, kek);
            Files.copy(file(), copy.file(), StandardCopyOption.COPY_ATTRIBUTES);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what the engine's files hold

    /** All of a log is there, and applied. */
    static Engine.Recovered applied(TestLog log) {
        return new Engine.Recovered(CONTROL, LOG, log.last(), 0, Optional.empty(), log.after(0));
    }

    /** A snapshot stands at an index, and the log before it is gone. */
    static Engine.Recovered snapshot(long index, byte[] state) {
        return new Engine.Recovered(
                CONTROL, LOG, index, index, Optional.of(new Engine.SnapshotKeyState(index, state)), List.of());
    }
}
