package io.quorumseal.core.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final LogPosition AT = new LogPosition(new GroupId("control"), 2, 9);

    private static Admin.Result told(Outcome outcome) {
        return Outcomes.told(Optional.of(outcome), AT, "RotateDek applied at index 9 of group control");
    }

    private static void assertRefused(String why, Optional<Outcome> outcome) {
        RejectedException refused =
                assertThrows(RejectedException.class, () -> Outcomes.told(outcome, AT, "RotateDek applied"));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused::getMessage);
    }

    @Test
    void told_whatChangedSomething_isDone() {
        assertEquals(new Admin.Result(false, 9, "RotateDek applied at index 9 of group control"), told(Outcome.FRESH));
    }

    @Test
    void told_whatWasSoAlready_saysSo() {
        Admin.Result result = told(Outcome.ALREADY);
        assertTrue(result.already() && result.text().endsWith("did nothing: it was so already"), result::text);
    }

    @Test
    void told_whatDidNothing_isNotDone() {
        assertRefused("was replaced before it was applied", Optional.of(Outcome.STALE));
        assertRefused("what was asked for is not in force", Optional.empty());
    }
}
