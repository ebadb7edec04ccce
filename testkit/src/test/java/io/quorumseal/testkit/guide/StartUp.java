package io.quorumseal.testkit.guide;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import java.nio.file.Path;
import java.time.Duration;

/** The runtime's life. */
final class StartUp {
    private final Engine engine;

    StartUp(Engine engine) {
        this.engine = engine;
    }

    void main(Path dataDir, Runnable serve) {
        try (QuorumSeal seal = QuorumSeal.builder()
                .directory(dataDir)
                .cluster("orders-prod")
                .node("n1")
                .controlGroup("orders")
                .kek("file:/etc/orders/kek")
                .engine(engine)
                .listener((event, group, text) -> log(event + " in " + group + ": " + text))
                .limits(Limits.DEFAULT.withRegisterTimeout(Duration.ofSeconds(10)))
                .open()) {
            startEngine(seal);
            serve.run();
            stopEngine();
        } catch (StartupRefusedException e) {
            System.err.println(e.refusal() + ": " + e.getMessage());
            System.exit(3);
        }
    }

    private void startEngine(QuorumSeal seal) {
        seal.group("orders").leadershipChanged();
    }

    private void stopEngine() {}

    private static void log(String line) {
        System.getLogger("orders").log(System.Logger.Level.INFO, line);
    }
}
