package io.quorumseal.testkit.guide;

import io.quorumseal.core.Builder;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.KekListener.Operation;
import io.quorumseal.core.KekListener.Outcome;
import io.quorumseal.core.QuorumSeal;
import java.time.Duration;

/** A KEK that is slow, away, or another one than before. */
abstract class Keks {
    abstract void log(String line);

    abstract void timer(String kek, Operation operation, Outcome outcome, Duration took);

    boolean wellOrLog(QuorumSeal seal) {
        if (seal.status().kek().health() instanceof KekHealth.Ill ill) {
            log("the KEK fails since " + ill.since() + ": " + ill.why());
            return false;
        }
        return true;
    }

    Builder withMetrics(Builder builder) {
        return builder.kekListener(call -> timer(call.kek(), call.operation(), call.outcome(), call.took()));
    }

    Builder movingToAnotherKek(Builder builder) {
        return builder.kek("file:/etc/orders/kek-2").previousKek("file:/etc/orders/kek-1");
    }
}
