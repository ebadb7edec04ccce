package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.NodeMXBean;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What management clients see. */
class NodeBeanTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    Path parent;

    private static Set<String> names() throws Exception {
        return SERVER.queryNames(new ObjectName("io.quorumseal:*"), null).stream()
                .map(ObjectName::getCanonicalName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Life life(String folder, String node) {
        Life life = Life.in(parent, folder, TestKek.withFingerprint("k"));
        return new Life(life.directory(), node, life.kek());
    }

    private static QuorumSeal open(Life life) {
        return life.alone(life.engine()).mxbean().open();
    }

    @Test
    void runtime_withoutTheCall_isNotSeen() throws Exception {
        Life life = life("a", "n1");
        try (QuorumSeal seal = life.alone(life.engine()).open()) {
            assertEquals(Set.of(), names(), () -> seal.status().node());
        }
    }

    @Test
    void runtime_askedFor_isSeenUntilItCloses() throws Exception {
        Life life = life("a", "n1");
        try (QuorumSeal seal = life.alone(life.engine())
                .settings(Map.of("quorumseal.mxbean", "true"))
                .open()) {
            assertEquals(Set.of("io.quorumseal:cluster=orders-test,name=n1,type=Node"), names());
            assertEquals("n1", seal.status().node());
        }
        assertEquals(Set.of(), names());
    }

    @Test
    void attributes_areThoseOfStatus() throws Exception {
        Life life = life("a", "n1");
        TestEngine engine = life.engine();
        try (QuorumSeal seal = life.alone(engine).mxbean().open()) {
            engine.lead(seal);
            Life.cutOver(seal);
            var unused = seal.values().seal(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2}));
            ObjectName name = new ObjectName("io.quorumseal:type=Node,cluster=orders-test,name=n1");
            NodeMXBean bean = JMX.newMXBeanProxy(SERVER, name, NodeMXBean.class);
            assertEquals("n1", bean.getNode());
            assertEquals(Life.CLUSTER, bean.getCluster());
            assertEquals(1, bean.getOpening());
            assertEquals("WELL", bean.getHealth(), bean::getHealthReason);
            assertTrue(bean.isReady());
            assertEquals("SEALING", bean.getStorage());
            assertFalse(bean.isCleartextRefused());
            assertEquals(Map.of("control", "SEALING"), bean.getGroups());
            assertEquals(2, bean.getLiveDeks());
            assertEquals(
                    Set.of("RAFT", "STORAGE"), bean.getActiveDekAgeSeconds().keySet());
            assertTrue(
                    bean.getActiveDekSeals().getOrDefault("STORAGE", 0L) > 0,
                    () -> bean.getActiveDekSeals().toString());
            assertEquals(Map.of("n1", "CURRENT"), bean.getMembers());
            assertEquals(Map.of(), bean.getMemberReasons());
            assertEquals(Map.of(), bean.getReplacedDeks());
            assertEquals(Map.of(), bean.getActiveDekLimits());
            assertEquals(seal.status().kek().fingerprint().orElseThrow(), bean.getKekFingerprint());
            assertTrue(bean.getKekSuccessAgeSeconds() >= 0);
            assertEquals(1, bean.getSealed());
            assertEquals("true", bean.getSettings().get("quorumseal.mxbean"));
            for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
                Object value = SERVER.getAttribute(name, attribute.getName());
                assertTrue(
                        value instanceof String
                                || value instanceof Number
                                || value instanceof Boolean
                                || value instanceof String[]
                                || value instanceof TabularData,
                        () -> attribute.getName() + " is of no open type: " + value);
                assertFalse(attribute.isWritable(), attribute::getName);
            }
            assertEquals(0, SERVER.getMBeanInfo(name).getOperations().length);
            assertEquals(33, Arrays.stream(NodeMXBean.class.getMethods()).count());
        }
    }

    @Test
    void recentStatus_howeverOftenItIsAskedFor_isMadeOnceASecond() throws Exception {
        Life life = life("a", "n1");
        try (QuorumSeal seal = open(life)) {
            Set<Status> made = Collections.newSetFromMap(new IdentityHashMap<>());
            long begun = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                made.add(seal.recentStatus());
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertTrue(made.size() <= seconds + 1, () -> made.size() + " times in " + seconds + " s");
            assertNotSame(seal.status(), seal.status());
        }
    }

    @Test
    void twoRuntimes_ofOneName_haveTwoNames() throws Exception {
        try (QuorumSeal first = open(life("a", "n1"))) {
            try (QuorumSeal second = open(life("b", "n1"))) {
                assertEquals(
                        Set.of(
                                "io.quorumseal:cluster=orders-test,name=n1,type=Node",
                                "io.quorumseal:cluster=orders-test,instance=2,name=n1,type=Node"),
                        names());
                assertEquals(first.status().node(), second.status().node());
            }
            assertEquals(Set.of("io.quorumseal:cluster=orders-test,name=n1,type=Node"), names());
        }
        assertEquals(Set.of(), names());
    }

    @Test
    void name_withCharactersThatMeanSomething_isQuoted() throws Exception {
        try (QuorumSeal seal = open(life("a", "n=1,x"))) {
            assertEquals(Set.of("io.quorumseal:cluster=orders-test,name=\"n=1,x\",type=Node"), names());
            String node = assertInstanceOf(
                    String.class,
                    SERVER.getAttribute(
                            new ObjectName("io.quorumseal:type=Node,cluster=orders-test,name=\"n=1,x\""), "Node"));
            assertEquals(seal.status().node(), node);
        }
    }

    /** A start that is refused leaves nothing behind. */
    @Test
    void refusedStart_isNotSeen() throws Exception {
        Life life = life("a", "n1");
        life.kek().forAnybody();
        Refusals.refused(
                life,
                StartupRefusedException.Refusal.CONFIGURATION,
                new Refusals.Says("anybody can wrap", "forge", "name a KEK"),
                () -> open(life));
        assertEquals(Set.of(), names());
    }
}
