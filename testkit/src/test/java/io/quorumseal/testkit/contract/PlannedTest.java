package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.internal.contract.KekCase;
import io.quorumseal.testkit.internal.contract.KekCases;
import io.quorumseal.testkit.internal.contract.Planned;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** No case is left out silently. */
class PlannedTest {
    private static final FaultProxy PROXY =
            FaultProxy.before(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    private static final Reach STREAM = new Reach.Stream(PROXY);
    private static final Reach CALLS = new Reach.Calls(() -> () -> {}, "a driver");

    @AfterAll
    static void close() {
        PROXY.close();
    }

    @Test
    void subjectThatOffersNothing_isRefusedForWhatItDoesNotExplain() {
        Map<String, Planned> plan = plan(Map.of());
        Planned.Refused refused = refused(plan, "rewrap.newest-version");
        assertTrue(refused.problem().contains("rotate()"), refused.problem());
        refused(plan, "taxonomy.denied");
        refused(plan, "taxonomy.key-disabled");
        refused(plan, "taxonomy.key-not-found");
        assertInstanceOf(Planned.Applies.class, plan.get("round-trip.sizes"));
    }

    @Test
    void case_withReason_isExcused() {
        Map<String, Planned> plan = plan(Map.of("network.cut", "never", "taxonomy.denied", "no users"), STREAM);
        assertEquals(new Planned.Excused("network.cut", "never"), plan.get("network.cut"));
        assertEquals(new Planned.Excused("taxonomy.denied", "no users"), plan.get("taxonomy.denied"));
    }

    @Test
    void case_withEmptyReason_isRefused() {
        refused(plan(Map.of("taxonomy.*", " ")), "taxonomy.denied");
    }

    @Test
    void casesOfTime_kekThatLeavesTheProcess_cannotBeExcused() {
        for (Reach reach : List.of(STREAM, CALLS)) {
            Map<String, Planned> plan = plan(Map.of("network.*", "no server"), reach);
            for (String name : List.of("network.deadline", "network.open-deadline", "network.interrupt")) {
                Planned.Refused refused = refused(plan, name);
                assertTrue(refused.problem().contains("reach()"), refused.problem());
            }
        }
    }

    @Test
    void casesOfTheNetwork_kekInTheProcess_areExcusedByItsReach() {
        Map<String, Planned> plan = plan(Map.of());
        for (KekCase one : KekCases.ALL) {
            if (one.name().startsWith("network.")) {
                assertEquals(new Planned.Excused(one.name(), "computes"), plan.get(one.name()));
            }
        }
        assertInstanceOf(Planned.Applies.class, plan.get("lifetime.in-time"));
        assertInstanceOf(Planned.Applies.class, plan.get("lifetime.interrupted"));
    }

    @Test
    void casesOfStreams_kekByCalls_areExcusedAndThoseOfTimeAreNot() {
        Map<String, Planned> plan = plan(Map.of(), CALLS);
        assertInstanceOf(Planned.Applies.class, plan.get("network.deadline"));
        assertInstanceOf(Planned.Applies.class, plan.get("network.open-deadline"));
        assertInstanceOf(Planned.Applies.class, plan.get("network.interrupt"));
        assertEquals(new Planned.Excused("network.cut", "a driver"), plan.get("network.cut"));
        assertEquals(new Planned.Excused("network.503", "a driver"), plan.get("network.503"));
    }

    @Test
    void casesOfHttp_kekByMereBytes_areExcusedAndThoseOfStreamsAreNot() {
        Map<String, Planned> plan = plan(Map.of(), STREAM);
        assertInstanceOf(Planned.Applies.class, plan.get("network.cut"));
        assertInstanceOf(Planned.Excused.class, plan.get("network.503"));
    }

    @Test
    void reach_withoutReason_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Reach.Nowhere(" "));
        assertThrows(IllegalArgumentException.class, () -> new Reach.Calls(() -> () -> {}, ""));
    }

    @Test
    void case_thatEveryKekMustPass_cannotBeExcused() {
        refused(plan(Map.of("context.wrong-cluster", "none")), "context.wrong-cluster");
        refused(plan(Map.of("damage.*", "none")), "damage.flipped");
    }

    @Test
    void name_thatIsNoCase_isRefused() {
        refused(plan(Map.of("network.cutt", "no server"), STREAM), "network.cutt");
    }

    private static Planned.Refused refused(Map<String, Planned> plan, String name) {
        return assertInstanceOf(Planned.Refused.class, plan.get(name));
    }

    private static Map<String, Planned> plan(Map<String, String> reasons) {
        return plan(reasons, new Reach.Nowhere("computes"));
    }

    private static Map<String, Planned> plan(Map<String, String> reasons, Reach reach) {
        List<Planned> all = Planned.all(KekCases.ALL, new Bare(reasons, reach), reasons);
        Map<String, Planned> plan = new HashMap<>();
        all.forEach(one -> plan.put(one.name(), one));
        return plan;
    }

    /** A subject that offers nothing. */
    private record Bare(Map<String, String> notApplicable, Reach reach) implements KekSubject {

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
