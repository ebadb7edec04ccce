package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.Builder;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status.Setting;
import io.quorumseal.core.Status.Setting.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings from outside, as a runtime opens with them. */
class SettingsTest {
    @TempDir
    Path parent;

    private Life life;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
    }

    /** All that a node has to be told. */
    private Map<String, String> enough() {
        Map<String, String> settings = new HashMap<>();
        settings.put("quorumseal.directory", life.directory().toString());
        settings.put("quorumseal.cluster", Life.CLUSTER);
        settings.put("quorumseal.node", life.node());
        settings.put("quorumseal.limits.register-timeout", "0s");
        return settings;
    }

    private Builder builder() {
        return QuorumSeal.builder().kek(life.kek()).engine(life.engine()).listener((event, group, text) -> {
            if (event == Event.SETTINGS) {
                lines.add(text);
            }
        });
    }

    private static Setting inForce(QuorumSeal seal, String name) {
        return seal.status().settings().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void open_withSettingsOnly_opensAndTellsThem() {
        try (QuorumSeal seal = builder().settings(enough()).open()) {
            assertEquals("n1", seal.status().node());
            assertEquals(
                    new Setting("quorumseal.limits.register-timeout", "0s", Source.SETTINGS, false),
                    inForce(seal, "quorumseal.limits.register-timeout"));
            assertEquals(
                    new Setting("quorumseal.limits.kek-timeout", "10s", Source.DEFAULT, false),
                    inForce(seal, "quorumseal.limits.kek-timeout"));
            assertEquals(
                    new Setting("quorumseal.kek", "an object", Source.BUILDER, false), inForce(seal, "quorumseal.kek"));
        }
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("quorumseal.node=n1 (settings)"), lines.get(0));
        assertTrue(lines.get(0).contains("by default quorumseal.control-group=control"), lines.get(0));
    }

    @Test
    void open_withPropertiesAndTheirDefaults_takesBoth() {
        Properties defaults = new Properties();
        enough().forEach(defaults::setProperty);
        Properties properties = new Properties(defaults);
        properties.setProperty("quorumseal.limits.kek-timeout", "7s");
        properties.put("another's", new Object());
        try (QuorumSeal seal = builder().settings(properties).open()) {
            assertEquals("n1", seal.status().node());
            assertEquals("7s", inForce(seal, "quorumseal.limits.kek-timeout").value());
        }
    }

    @Test
    void properties_withANumberForAText_areRefused() {
        Properties properties = new Properties();
        properties.put("quorumseal.suite", 2);
        StartupRefusedException e = assertThrows(
                StartupRefusedException.class, () -> QuorumSeal.builder().settings(properties));
        assertTrue(String.valueOf(e.getMessage()).contains("quorumseal.suite takes"), e::getMessage);
    }

    @Test
    void open_withEnvironment_tellsWhereFrom() {
        Map<String, String> settings = enough();
        settings.remove("quorumseal.node");
        try (QuorumSeal seal = builder()
                .settings(settings)
                .environment(Map.of("QUORUMSEAL_NODE", "n1", "PATH", "/bin"))
                .open()) {
            assertEquals(
                    new Setting("quorumseal.node", "n1", Source.ENVIRONMENT, false), inForce(seal, "quorumseal.node"));
        }
        assertTrue(lines.get(0).contains("quorumseal.node=n1 (environment)"), lines.get(0));
    }

    /** The call holds, whether it comes before the settings or after them, and that is told. */
    @Test
    void builderCall_besideASetting_holds() {
        Map<String, String> settings = enough();
        settings.put("quorumseal.limits.kek-timeout", "7s");
        settings.put("quorumseal.kek", "fiel:/no/provider/serves/this");
        Limits limits = Limits.DEFAULT.withRegisterTimeout(Duration.ZERO).withKekTimeout(Duration.ofSeconds(9));
        for (boolean before : new boolean[] {true, false}) {
            Builder builder = before ? builder().limits(limits) : builder();
            builder.settings(settings);
            try (QuorumSeal seal = (before ? builder : builder.limits(limits)).open()) {
                assertEquals(
                        new Setting("quorumseal.limits.kek-timeout", "9s", Source.BUILDER, true),
                        inForce(seal, "quorumseal.limits.kek-timeout"));
                assertEquals(
                        new Setting("quorumseal.kek", "an object", Source.BUILDER, true),
                        inForce(seal, "quorumseal.kek"));
            }
        }
        String line = lines.get(0);
        assertTrue(line.contains("not in force: quorumseal.kek, "), line);
        assertFalse(line.contains("/no/provider"), line);
    }

    /** What is wrong is refused when it is said, and nothing was opened. */
    @Test
    void setting_thatIsWrong_isRefused() {
        StartupRefusedException e = assertThrows(
                StartupRefusedException.class, () -> builder().settings(Map.of("quorumseal.limits.kek-timeout", "5")));
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, e.refusal());
    }

    /** One says that nothing is to be sealed, the other under which key: the more cautious of the two is no start. */
    @Test
    void encryptionOff_besideAKekOfTheBuilder_isRefused() {
        Map<String, String> settings = enough();
        settings.put("quorumseal.encryption-off", "true");
        Refusals.refused(
                life,
                StartupRefusedException.Refusal.CONFIGURATION,
                new Refusals.Says("encryption is off and a KEK is named", "cleartext", "say one of the two"),
                () -> builder().settings(settings).open());
    }

    @Test
    void open_suite1WithAHardLimit_takesBothFromSettings() {
        Map<String, String> settings = enough();
        settings.put("quorumseal.suite", "1");
        settings.put("quorumseal.rotation.hard-seals", "5000");
        settings.put("quorumseal.rotation.age", "90d");
        try (QuorumSeal seal = builder().settings(settings).open()) {
            assertEquals("5000", inForce(seal, "quorumseal.rotation.hard-seals").value());
            assertEquals("90d", inForce(seal, "quorumseal.rotation.age").value());
        }
    }

    @Test
    void setting_besideAPolicyOfTheBuilder_doesNotMixWithIt() {
        Map<String, String> settings = enough();
        settings.put("quorumseal.rotation.seals", "100");
        try (QuorumSeal seal =
                builder().settings(settings).rotation(RotationPolicy.NEVER).open()) {
            assertEquals(
                    new Setting("quorumseal.rotation.seals", "0", Source.BUILDER, true),
                    inForce(seal, "quorumseal.rotation.seals"));
        }
    }

    /** A leftover of an adoption is no secret. */
    @Test
    void adoptSidecar_whereThereIsAMac_isWarnedOf() {
        life.livedThroughCutover();
        List<String> warnings = new ArrayList<>();
        Map<String, String> settings = enough();
        settings.put("quorumseal.adopt-sidecar", "true");
        try (QuorumSeal seal = builder()
                .settings(settings)
                .listener((event, group, text) -> warnings.add(event + " " + text))
                .open()) {
            assertEquals("n1", seal.status().node());
        }
        assertTrue(
                warnings.stream().anyMatch(line -> line.startsWith("TROUBLE") && line.contains("adopt-sidecar")),
                warnings::toString);
    }
}
