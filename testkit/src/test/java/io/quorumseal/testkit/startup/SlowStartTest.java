package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.Builder;
import io.quorumseal.core.KekListener;
import io.quorumseal.core.KekListener.Operation;
import io.quorumseal.core.KekListener.Outcome;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting with many DEKs while the KEK is far away. */
class SlowStartTest {
    private static final int DEKS = 100;
    private static final Duration ROUND_TRIP = Duration.ofMillis(500);

    @TempDir
    Path parent;

    private final NamedKek kek = NamedKek.secret("slow");
    private final Queue<KekListener.Call> calls = new ConcurrentLinkedQueue<>();

    private Builder builder(Life life, TestEngine engine) {
        return life.plain(engine)
                .kek(kek)
                .kekListener(calls::add)
                .limits(Limits.DEFAULT.withRegisterTimeout(Duration.ZERO));
    }

    @Test
    void open_hundredDeks_takesLessThanTenRoundTrips() {
        Life life = Life.in(parent, "n1", TestKek.withFingerprint("unused"));
        TestEngine engine = life.engine();
        try (QuorumSeal seal = builder(life, engine).open()) {
            engine.lead(seal);
            seal.admin().bootstrap();
            for (int deks = 2; deks < DEKS; deks++) {
                seal.admin().rotate(deks % 2 == 0 ? Purpose.RAFT : Purpose.STORAGE);
            }
        }
        calls.clear();
        kek.delay(ROUND_TRIP);
        long start = System.nanoTime();
        try (QuorumSeal seal = builder(life, life.engine()).open()) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("start with " + DEKS + " DEKs at " + ROUND_TRIP + " a call: " + took);
            assertEquals(DEKS, seal.status().keys().keys().size());
            assertTrue(took.compareTo(ROUND_TRIP.multipliedBy(10)) < 0, took::toString);
        }
        long unwraps = calls.stream()
                .filter(call ->
                        call.operation() == Operation.UNWRAP && call.outcome().equals(new Outcome.Ok()))
                .filter(call -> call.took().compareTo(ROUND_TRIP) >= 0 && call.attempt() == 1)
                .count();
        assertEquals(DEKS, unwraps, "the listener is told of each");
    }
}
