package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.StartupRefusedException.Refusal;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/**
 * Every reason for which a node does not start, from files that a runtime wrote and somebody then damaged, exchanged
 * or lost. Each message is printed, so that one can read them all. To be run as a whole: the last check wants all.
 */
class StartupRefusalsTest {
    @Nested
    class Configuration extends ConfigurationRefusals {}

    @Nested
    class Files extends FileRefusals {}

    @Nested
    class WrongKek extends KekRefusals {}

    @Nested
    class Mac extends MacRefusals {}

    @Nested
    class Adopting extends AdoptionRefusals {}

    @Nested
    class Behind extends BehindRefusals {}

    @Nested
    class Snapshot extends SnapshotRefusals {}

    @Nested
    class Openings extends OpeningRefusals {}

    @Nested
    class Registration extends RegistrationRefusals {}

    @AfterAll
    static void everyRefusal_isReached() {
        assertEquals(EnumSet.allOf(Refusal.class), Refusals.reached());
    }
}
