package io.quorumseal.core.internal.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.Builder;
import io.quorumseal.core.Limits;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status.Setting.Source;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of settings, its document, and what is read by it. */
class SettingTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z.-]+)` \\| `([A-Z_]+)` \\| (.+?) \\| (.*?) \\| `(\\w+)\\(…?\\)` \\| .+ \\|");

    /** What the builder takes and no text can give: objects, and the settings themselves. */
    private static final Set<String> WITHOUT_TEXT = Set.of(
            "kekListener",
            "engine",
            "valueStore",
            "modules",
            "classLoader",
            "wrapInstaller",
            "listener",
            "clock",
            "sidecarStore",
            "settings",
            "environment",
            "open");

    /** A text for each, other than the default. */
    private static final Map<Setting, String> OTHER = Map.ofEntries(
            Map.entry(Setting.DIRECTORY, "/var/lib/orders"),
            Map.entry(Setting.CLUSTER, "orders-prod"),
            Map.entry(Setting.NODE, "n1"),
            Map.entry(Setting.CONTROL_GROUP, "orders"),
            Map.entry(Setting.KEK, "file:/etc/orders/kek"),
            Map.entry(Setting.PREVIOUS_KEKS, "file:/etc/orders/kek-1 file:/etc/orders/kek-0"),
            Map.entry(Setting.ENCRYPTION_OFF, "true"),
            Map.entry(Setting.AEAD, "tink-aes-256-gcm"),
            Map.entry(Setting.SUITE, "1"),
            Map.entry(Setting.ADOPT_SIDECAR, "true"),
            Map.entry(Setting.CLEARTEXT_IN_NEW_LOG, "events orders"),
            Map.entry(Setting.SEALED_FILES, "/var/backups" + File.pathSeparator + "/var/exports"),
            Map.entry(Setting.FORGET_SEALED_FILES, "/mnt/old"),
            Map.entry(Setting.MXBEAN, "true"),
            Map.entry(Setting.LIMITS_HOLD_TIMEOUT, "100ms"),
            Map.entry(Setting.LIMITS_ADMIN_TIMEOUT, "2m"),
            Map.entry(Setting.LIMITS_REGISTER_TIMEOUT, "0s"),
            Map.entry(Setting.LIMITS_KEK_TIMEOUT, "1h"),
            Map.entry(Setting.LIMITS_STALL_RETRY, "1500ms"),
            Map.entry(Setting.LIMITS_PROBE_WHEN_WELL, "90s"),
            Map.entry(Setting.LIMITS_PROBE_WHEN_ILL, "30d"),
            Map.entry(Setting.LIMITS_MAX_STORAGE_KEY_SIZE, "1000B"),
            Map.entry(Setting.LIMITS_OPENING_WARNING, "65535"),
            Map.entry(Setting.LIMITS_REWRITE_BYTES_PER_SECOND, "1GiB"),
            Map.entry(Setting.LIMITS_WARM_UP, "0s"),
            Map.entry(Setting.ROTATION_AGE, "90d"),
            Map.entry(Setting.ROTATION_SEALS, "1000000"),
            Map.entry(Setting.ROTATION_BYTES, "4TiB"),
            Map.entry(Setting.ROTATION_HARD_SEALS, "5000"));

    private static String other(Setting setting) {
        return Optional.ofNullable(OTHER.get(setting)).orElseThrow();
    }

    private static Settings with(Source source, Map<String, String> texts) {
        Settings settings = new Settings();
        settings.take(source, texts);
        Arrays.stream(Setting.values()).forEach(settings::settle);
        return settings;
    }

    private static String refusal(Runnable taking) {
        StartupRefusedException e = assertThrows(StartupRefusedException.class, taking::run);
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, e.refusal());
        return String.valueOf(e.getMessage());
    }

    private static String refusal(String name, String text) {
        return refusal(() -> new Settings().take(Source.SETTINGS, Map.of(name, text)));
    }

    @ParameterizedTest
    @EnumSource
    void setting_setByEitherName_isInForceAsItWasWritten(Setting setting) {
        String other = other(setting);
        String shown = other.replaceAll("file:\\S+", "file:…");
        assertNotEquals(shown, setting.inForce(new Settings()), "this tests nothing");
        assertEquals(shown, setting.inForce(with(Source.SETTINGS, Map.of(setting.dotted(), other))));
        assertEquals(shown, setting.inForce(with(Source.SETTINGS, Map.of(setting.camel(), other))));
        assertEquals(shown, setting.inForce(with(Source.ENVIRONMENT, Map.of(setting.variable(), other))));
    }

    @ParameterizedTest
    @EnumSource
    void setting_setAlone_changesNoOther(Setting setting) {
        Settings changed = with(Source.SETTINGS, Map.of(setting.dotted(), other(setting)));
        for (Setting each : Setting.values()) {
            if (each != setting) {
                assertEquals(each.inForce(new Settings()), each.inForce(changed), each::dotted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void setting_setTwice_isRefusedWithBothNames(Setting setting) {
        String other = other(setting);
        Settings settings = new Settings();
        settings.take(Source.SETTINGS, Map.of(setting.dotted(), other));
        String message = refusal(() -> settings.take(Source.ENVIRONMENT, Map.of(setting.variable(), other)));
        assertTrue(
                message.contains("set twice, as " + setting.dotted() + " among the settings and as "
                        + setting.variable() + " in the environment"),
                message);
        refusal(() -> settings.take(Source.SETTINGS, Map.of(setting.dotted(), other)));
    }

    @Test
    void settings_inTwoSpellings_areRefused() {
        String message = refusal(() -> new Settings()
                .take(
                        Source.SETTINGS,
                        Map.of("quorumseal.limits.kek-timeout", "5s", "quorumseal.limits.kekTimeout", "5s")));
        assertTrue(message.contains("set twice"), message);
    }

    @ParameterizedTest
    @EnumSource
    void setting_ofNothing_isRefusedButNotInTheEnvironment(Setting setting) {
        String message = refusal(setting.dotted(), "");
        assertTrue(message.contains(setting.dotted()), message);
        assertTrue(message.contains(setting.form().allowed()), message);
        Settings settings = with(Source.ENVIRONMENT, Map.of(setting.variable(), " "));
        assertEquals(setting.inForce(new Settings()), setting.inForce(settings));
    }

    @ParameterizedTest
    @CsvSource({
        "limits.kek-timeout, 5",
        "limits.kek-timeout, 0s",
        "limits.kek-timeout, -5s",
        "limits.kek-timeout, 5 s",
        "limits.kek-timeout, 5S",
        "limits.kek-timeout, 1.5s",
        "limits.kek-timeout, PT5S",
        "limits.kek-timeout, 36501d",
        "limits.kek-timeout, 999999999999999999d",
        "limits.kek-timeout, 9999999999999999999999s",
        "limits.max-storage-key-size, 65536",
        "limits.max-storage-key-size, 64KB",
        "limits.max-storage-key-size, 2GiB",
        "limits.max-storage-key-size, 0B",
        "limits.rewrite-bytes-per-second, 0B",
        "limits.rewrite-bytes-per-second, 9999999999TiB",
        "limits.opening-warning, 0",
        "limits.opening-warning, 65536",
        "rotation.seals, -1",
        "rotation.seals, 1e6",
        "suite, 0",
        "suite, 3",
        "encryption-off, yes",
        "encryption-off, TRUE",
    })
    void setting_thatCannotBeRead_isRefusedWithWhatIsAllowed(String name, String text) {
        String message = refusal(Setting.PREFIX + name, text);
        assertTrue(message.contains(Setting.PREFIX + name + " is \"" + text + "\", and takes "), message);
        Setting setting = Setting.valueOf(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
        assertTrue(message.contains(setting.form().allowed()), message);
    }

    @ParameterizedTest
    @CsvSource({
        "quorumseal.kekk, there is no setting quorumseal.kekk. There are quorumseal.directory",
        "quorumseal.kek.password, there is no setting",
        "quorumseal_kek, is written quorumseal.kek",
        "QuorumSeal.kek, is written quorumseal.kek",
        "quorum-seal.kek, is written quorumseal.kek",
        "quorumseal.limits.kektimeout, is written quorumseal.limits.kek-timeout",
        "QUORUMSEAL_KEK, is written quorumseal.kek",
    })
    void name_thatIsMisspelt_isRefusedWithTheRightOne(String name, String said) {
        String message = refusal(name, "file:/k");
        assertTrue(message.contains(said), message);
    }

    @Test
    void variable_thatIsNotKnown_isRefusedWithThoseThatAre() {
        String message =
                refusal(() -> new Settings().take(Source.ENVIRONMENT, Map.of("QUORUMSEAL_PORT", "tcp://10.0.0.1:80")));
        assertTrue(message.contains("there is no setting QUORUMSEAL_PORT. There are QUORUMSEAL_DIRECTORY"), message);
        assertFalse(message.contains("tcp:"), message);
    }

    @Test
    void severalNamesThatAreNotKnown_areAnsweredByOneListOfThoseThatAre() {
        String message = refusal(() -> new Settings()
                .take(
                        Source.ENVIRONMENT,
                        Map.of("QUORUMSEAL_PORT", "1", "QUORUMSEAL_HOST", "h", "QUORUMSEAL_SUITE", "9")));
        assertTrue(message.contains("there is no setting QUORUMSEAL_HOST, QUORUMSEAL_PORT. There are "), message);
        assertTrue(message.contains("QUORUMSEAL_SUITE is \"9\""), message);
        assertEquals(2, message.split("QUORUMSEAL_DIRECTORY", -1).length, message);
    }

    @Test
    void names_ofOthers_areNotLookedAt() {
        Settings settings = with(Source.SETTINGS, Map.of("kek", "x", "quorumsealed.kek", "x", "server.port", "x"));
        for (Setting each : Setting.values()) {
            assertEquals(each.inForce(new Settings()), each.inForce(settings));
        }
    }

    @Test
    void everythingWrong_isSaidAtOnce() {
        Map<String, String> texts = new HashMap<>();
        texts.put("quorumseal.suite", "9");
        texts.put("quorumseal.kekk", "x");
        texts.put("quorumseal.encryption-off", "no");
        String message = refusal(() -> new Settings().take(Source.SETTINGS, texts));
        texts.keySet().forEach(name -> assertTrue(message.contains(name), message));
    }

    /** Somebody may put a key where its file's name belongs. */
    @Test
    void kek_thatIsNoUri_isNotRepeated() {
        for (String name : List.of("quorumseal.kek", "quorumseal.previous-keks", "quorumseal.secret-key")) {
            String message = refusal(name, "c2VjcmV0IHNlY3JldA==");
            assertFalse(message.contains("c2Vj"), message);
        }
        Settings settings = with(Source.SETTINGS, Map.of("quorumseal.kek", "test:token@host?secret=s"));
        assertEquals("test:…", Setting.KEK.inForce(settings));
    }

    @Test
    void settings_thatContradictEachOther_areRefusedWithTheName() {
        String message = refusal(() -> with(
                Source.SETTINGS,
                Map.of("quorumseal.rotation.seals", "9000", "quorumseal.rotation.hard-seals", "8000")));
        assertTrue(message.contains("quorumseal.rotation.hard-seals contradicts another setting"), message);
        assertTrue(message.contains("9000"), message);
    }

    @Test
    void builderCalls_haveASettingOrTakeAnObject() {
        Set<String> calls = Arrays.stream(Builder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = Stream.concat(
                        WITHOUT_TEXT.stream(), Arrays.stream(Setting.values()).map(Setting::call))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(known, calls, "give a call that takes a text, a number or a flag a line in Setting");
    }

    @Test
    void limitsAndRotation_haveASettingEach() {
        for (Class<?> type : List.of(Limits.class, RotationPolicy.class)) {
            String prefix = type == Limits.class ? "quorumseal.limits." : "quorumseal.rotation.";
            Set<String> fields = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .map(name -> prefix + name)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> settings = Arrays.stream(Setting.values())
                    .map(Setting::camel)
                    .filter(name -> name.startsWith(prefix))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(fields, settings);
        }
    }

    /** Name, variable, what is allowed, default, and the call of the builder, of each line in both. */
    @Test
    void document_saysWhatTheTableSays() throws IOException {
        Map<String, List<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/settings.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(
                        row.group(1),
                        List.of(row.group(2), row.group(3), row.group(4).replace("`", ""), row.group(5)));
            }
        }
        Map<String, List<String>> actual = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            actual.put(
                    setting.dotted(),
                    List.of(
                            setting.variable(),
                            setting.form().allowed(),
                            setting.inForce(new Settings()),
                            setting.call()));
        }
        List<String> differences = new ArrayList<>();
        actual.forEach((name, row) -> {
            if (!row.equals(documented.get(name))) {
                differences.add(name + " is " + row + ", documented as " + documented.get(name));
            }
        });
        assertEquals(List.of(), differences);
        assertEquals(actual.keySet(), documented.keySet());
    }
}
