package io.quorumseal.testkit.guide;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import java.util.Properties;

/** Settings that an operator gives. */
final class FromOutside {
    QuorumSeal open(Properties fileOfTheOperator, Engine engine) {
        return QuorumSeal.builder()
                .settings(fileOfTheOperator)
                .environment(System.getenv())
                .controlGroup("orders") // not the operator's to say
                .engine(engine)
                .open();
    }
}
