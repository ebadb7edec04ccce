package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.internal.contract.KekCases;
import io.quorumseal.testkit.internal.contract.Planned;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** No case is left out silently. */
class PlannedTest {

    @Test
    void subjectThatOffersNothing_isRefusedForWhatItDoesNotExplain() {
        Map<String, Planned> plan = plan(Map.of());
        Planned.Refused refused = refused(plan, "network.deadline");
        assertTrue(refused.problem().contains("faults()"), refused.problem());
        refused(plan, "rewrap.newest-version");
        refused(plan, "taxonomy.denied");
        refused(plan, "taxonomy.key-disabled");
        refused(plan, "taxonomy.key-not-found");
        assertInstanceOf(Planned.Applies.class, plan.get("round-trip.sizes"));
    }

    @Test
    void case_withReason_isExcused() {
        Map<String, Planned> plan = plan(Map.of("network.*", "no server", "taxonomy.denied", "no users"));
        assertEquals(new Planned.Excused("network.cut", "no server"), plan.get("network.cut"));
        assertEquals(new Planned.Excused("taxonomy.denied", "no users"), plan.get("taxonomy.denied"));
    }

    @Test
    void case_withEmptyReason_isRefused() {
        refused(plan(Map.of("network.*", " ")), "network.cut");
    }

    @Test
    void case_thatEveryKekMustPass_cannotBeExcused() {
        refused(plan(Map.of("context.wrong-cluster", "none")), "context.wrong-cluster");
        refused(plan(Map.of("damage.*", "none")), "damage.flipped");
    }

    @Test
    void name_thatIsNoCase_isRefused() {
        refused(plan(Map.of("network.cutt", "no server")), "network.cutt");
    }

    private static Planned.Refused refused(Map<String, Planned> plan, String name) {
        return assertInstanceOf(Planned.Refused.class, plan.get(name));
    }

    private static Map<String, Planned> plan(Map<String, String> reasons) {
        List<Planned> all = Planned.all(KekCases.ALL, new Bare(reasons));
        Map<String, Planned> plan = new HashMap<>();
        all.forEach(one -> plan.put(one.name(), one));
        return plan;
    }

    /** A subject that offers nothing. */
    private record Bare(Map<String, String> notApplicable) implements KekSubject {

        Bare {
            Objects.requireNonNull(notApplicable);
        }

        @Override
        public KekProvider provider() {
            return new RightProvider();
        }

        @Override
        public String uri() {
            return "model:one";
        }

        @Override
        public String otherUri() {
            return "model:two";
        }

        @Override
        public void close() {}
    }
}
