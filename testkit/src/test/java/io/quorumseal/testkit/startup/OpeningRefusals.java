package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opening numbers run out. A sidecar without keys has no MAC, so its number can be set. */
abstract class OpeningRefusals {
    @TempDir
    Path parent;

    Life life;
    final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void liveOnce() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        again().open().close();
    }

    private Builder again() {
        return life.alone(life.engine()).listener((event, group, text) -> {
            if (event == Event.OPENINGS_RUN_OUT) {
                warnings.add(text);
            }
        });
    }

    private void lastOpeningWas(int number) {
        life.edit(text -> text.replace("\"opening\": 1", "\"opening\": " + number));
    }

    @Test
    void open_afterTheLastNumber_isRefused() {
        lastOpeningWas(65_535);
        refused(again());
    }

    @Test
    void open_encryptionOffAfterTheLastNumber_isRefused() {
        lastOpeningWas(65_535);
        refused(life.plain(life.engine()).encryptionOff());
    }

    private void refused(Builder builder) {
        Refusals.refused(
                life,
                Refusal.OPENINGS_SPENT,
                new Says("was opened 65535 times", "they would repeat", "Replace it by a new node"),
                builder::open);
    }

    @ParameterizedTest
    @CsvSource({"59998, 0", "59999, 1", "65533, 1", "65534, 1"})
    void open_fewNumbersLeft_warns(int last, int expected) {
        lastOpeningWas(last);
        try (QuorumSeal seal = again().open()) {
            assertEquals(last + 1, seal.status().opening().value());
        }
        assertEquals(expected, warnings.size(), warnings::toString);
    }
}
