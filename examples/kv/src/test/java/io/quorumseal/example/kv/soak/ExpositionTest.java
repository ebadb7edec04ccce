package io.quorumseal.example.kv.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
    private static final String TEXT = """
            # HELP quorumseal_groups groups
            # TYPE quorumseal_groups gauge
            quorumseal_groups{cluster="kv",mode="HELD",node="n1"} 0.0
            quorumseal_groups{cluster="kv",mode="SEALING",node="n1"} 2.0
            quorumseal_kek_success_age_seconds NaN
            quorumseal_x_total 1.5E7
            quorumseal_y +Inf
            """;

    @Test
    void only_oneSuchSeries_isItsValue() {
        Exposition said = Exposition.of(TEXT);
        assertEquals(5, said.samples().size());
        assertEquals(2, said.only("quorumseal_groups", "mode=\"SEALING\""));
        assertEquals(15_000_000, said.only("quorumseal_x_total", ""));
        assertEquals(Double.POSITIVE_INFINITY, said.only("quorumseal_y", ""));
        assertTrue(Double.isNaN(said.only("quorumseal_kek_success_age_seconds", "")));
    }

    @Test
    void only_noneOrTwo_isRefused() {
        Exposition said = Exposition.of(TEXT);
        assertThrows(IllegalArgumentException.class, () -> said.only("quorumseal_groups", ""));
        assertThrows(IllegalArgumentException.class, () -> said.only("quorumseal_group", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quorumseal_groups",
                "quorumseal_groups{ 1.0",
                "quorumseal groups 1.0",
                "x one",
                "x 1.0 2",
                "<html>"
            })
    void of_whatIsNoSuchFormat_isRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> Exposition.of(TEXT + line + "\n"));
    }
}
