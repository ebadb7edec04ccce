package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.StartingNode;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A KMS that is far away does not make a start slow. */
@Tag("server")
class LatencyTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(500);
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int DEKS = 100;

    @Test
    void start_with100Deks_takesUnder10RoundTripsOfTime() {
        try (TestKms kms = TestKms.named();
                FaultProxy far = FaultProxy.before(kms.endpoint());
                Kek kek = new AwsKmsKekProvider().open(TestKms.uri(kms.newKey(), far.uri()), new TestKekHost())) {
            StartingNode node = StartingNode.withDeks(kek, DEKS, TIME);
            far.always(Fault.delay(ROUND_TRIP));
            int before = far.calls().size();
            Duration taken = node.start(kek, TIME);
            assertEquals(DEKS, far.calls().size() - before);
            assertTrue(taken.compareTo(ROUND_TRIP.multipliedBy(10)) < 0, taken.toString());
        }
    }
}
