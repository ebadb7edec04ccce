package io.quorumseal.core.internal.start;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Limits;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.internal.kek.KekSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of settings: each line says how one is named and written, which call of the builder says the same, and where it
 * goes. What is read, what is documented and what is said to be in force all come from here. None takes a secret: secrets are
 * in files, which a KEK's URI names.
 */
enum Setting {
    DIRECTORY("directory", "directory", Form.PATH, s -> s.directory, (s, v) -> s.directory = v),
    CLUSTER("cluster", "cluster", Form.NAME, s -> s.cluster, (s, v) -> s.cluster = v),
    NODE("node", "node", Form.NAME, s -> s.node, (s, v) -> s.node = v),
    CONTROL_GROUP("control-group", "controlGroup", Form.GROUP, s -> s.control, (s, v) -> s.control = v),
    KEK("kek", "kek", Form.KEK, s -> s.currentKek().orElse(null), (s, v) -> s.kekUri = ((KekSource.Named) v).uri()),
    PREVIOUS_KEKS("previous-keks", "previousKek", Form.KEKS, s -> s.previousKeks, Setting::previous),
    ENCRYPTION_OFF("encryption-off", "encryptionOff", Form.FLAG, s -> s.encryptionOff, (s, v) -> s.encryptionOff = v),
    AEAD("aead", "aead", Form.NAME, Setting::aead, (s, v) -> s.aeadId = v),
    SUITE("suite", "suite", Form.SUITE, s -> s.suite, (s, v) -> s.suite = v),
    ADOPT_SIDECAR("adopt-sidecar", "adoptSidecar", Form.FLAG, s -> s.adopt, (s, v) -> s.adopt = v),
    CLEARTEXT_IN_NEW_LOG(
            "cleartext-in-new-log", "cleartextInNewLog", Form.GROUPS, s -> s.cleartextGroups, Setting::cleartext),
    SEALED_FILES("sealed-files", "sealedFiles", Form.PATHS, s -> s.folders, (s, v) -> replace(s.folders, v)),
    FORGET_SEALED_FILES(
            "forget-sealed-files",
            "forgetSealedFiles",
            Form.PATHS,
            s -> s.forgottenFolders,
            (s, v) -> replace(s.forgottenFolders, v)),
    MXBEAN("mxbean", "mxbean", Form.FLAG, s -> s.mxbean, (s, v) -> s.mxbean = v),

    LIMITS_HOLD_TIMEOUT("limits.hold-timeout", Form.TIME_OR_ZERO, Limits::holdTimeout, Limits::withHoldTimeout),
    LIMITS_ADMIN_TIMEOUT("limits.admin-timeout", Form.TIME, Limits::adminTimeout, Limits::withAdminTimeout),
    LIMITS_REGISTER_TIMEOUT(
            "limits.register-timeout", Form.TIME_OR_ZERO, Limits::registerTimeout, Limits::withRegisterTimeout),
    LIMITS_KEK_TIMEOUT("limits.kek-timeout", Form.TIME, Limits::kekTimeout, Limits::withKekTimeout),
    LIMITS_STALL_RETRY("limits.stall-retry", Form.TIME, Limits::stallRetry, Limits::withStallRetry),
    LIMITS_PROBE_WHEN_WELL("limits.probe-when-well", Form.TIME, Limits::probeWhenWell, Limits::withProbeWhenWell),
    LIMITS_PROBE_WHEN_ILL("limits.probe-when-ill", Form.TIME, Limits::probeWhenIll, Limits::withProbeWhenIll),
    LIMITS_MAX_STORAGE_KEY_SIZE(
            "limits.max-storage-key-size", Form.SMALL_SIZE, Limits::maxStorageKeySize, Limits::withMaxStorageKeySize),
    LIMITS_OPENING_WARNING("limits.opening-warning", Form.OPENING, Limits::openingWarning, Limits::withOpeningWarning),
    LIMITS_REWRITE_BYTES_PER_SECOND(
            "limits.rewrite-bytes-per-second",
            Form.SIZE,
            Limits::rewriteBytesPerSecond,
            Limits::withRewriteBytesPerSecond),
    LIMITS_WARM_UP("limits.warm-up", Form.TIME_OR_ZERO, Limits::warmUp, Limits::withWarmUp),

    ROTATION_AGE("rotation.age", "rotation", Form.TIME_OR_ZERO, s -> s.rotation.age(), Setting::rotationAge),
    ROTATION_SEALS("rotation.seals", "rotation", Form.COUNT_OR_ZERO, s -> s.rotation.seals(), Setting::rotationSeals),
    ROTATION_BYTES("rotation.bytes", "rotation", Form.SIZE_OR_ZERO, s -> s.rotation.bytes(), Setting::rotationBytes),
    ROTATION_HARD_SEALS(
            "rotation.hard-seals",
            "rotation",
            Form.COUNT_OR_ZERO,
            s -> s.rotation.hardSeals(),
            (s, v) -> s.rotation = s.rotation.withHardSeals(v));

    static final String PREFIX = "quorumseal.";
    private static final Pattern SEPARATOR = Pattern.compile("[.-]");
    private static final Pattern HUMP = Pattern.compile("-(.)");

    private final String name;
    private final String call;

    @SuppressWarnings("ImmutableEnumChecker") // functions without a state
    private final Line<?> line;

    private record Line<T>(Form<T> form, Function<Settings, @Nullable T> found, BiConsumer<Settings, T> put) {
        Optional<Value> read(String text) {
            return form.read().apply(text).map(value -> settings -> put.accept(settings, value));
        }

        String inForce(Settings settings) {
            @Nullable T value = found.apply(settings);
            return value == null ? "" : form.text().apply(value);
        }
    }

    /** What was read, and can be put where it belongs. */
    @FunctionalInterface
    interface Value {
        /**
         * Puts it there.
         *
         * @throws IllegalArgumentException if it contradicts another setting
         */
        void putInto(Settings settings);
    }

    <T> Setting(
            String name,
            String call,
            Form<T> form,
            Function<Settings, @Nullable T> found,
            BiConsumer<Settings, T> put) {
        this.name = name;
        this.call = call;
        this.line = new Line<>(form, found, put);
    }

    /** One of the limits. */
    <T> Setting(String name, Form<T> form, Function<Limits, T> found, BiFunction<Limits, T, Limits> with) {
        this(name, "limits", form, s -> found.apply(s.limits), (s, v) -> s.limits = with.apply(s.limits, v));
    }

    /** The name among settings, such as {@code quorumseal.limits.kek-timeout}. */
    String dotted() {
        return PREFIX + name;
    }

    /** The same with capitals, as the limit is named in Java. */
    String camel() {
        return HUMP.matcher(dotted()).replaceAll(hump -> hump.group(1).toUpperCase(Locale.ROOT));
    }

    /** The name in the environment, such as {@code QUORUMSEAL_LIMITS_KEK_TIMEOUT}. */
    String variable() {
        return SEPARATOR.matcher(dotted()).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** The method of the builder that says the same. */
    String call() {
        return call;
    }

    Form<?> form() {
        return line.form();
    }

    /** Reads a text; empty if it is none of the form. */
    Optional<Value> read(String text) {
        return line.read(text);
    }

    /** What is in force, as it would be written; empty if nothing is. */
    String inForce(Settings settings) {
        return line.inForce(settings);
    }

    /** Those that a call of the builder says. */
    static List<Setting> of(String call) {
        List<Setting> found =
                Arrays.stream(values()).filter(s -> s.call.equals(call)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no setting says the same as " + call + "(…)");
        }
        return found;
    }

    private static String aead(Settings settings) {
        if (settings.aead != null) {
            return settings.aead.id();
        }
        return settings.aeadId == null ? JdkAeadProvider.ID : settings.aeadId;
    }

    private static void previous(Settings settings, List<KekSource> keks) {
        settings.previousKeks.clear();
        settings.previousKeks.addAll(keks);
    }

    private static void cleartext(Settings settings, Set<GroupId> groups) {
        replace(settings.cleartextGroups, groups);
    }

    private static <T> void replace(Set<T> known, Set<T> now) {
        known.clear();
        known.addAll(now);
    }

    private static void rotationAge(Settings settings, Duration age) {
        RotationPolicy now = settings.rotation;
        settings.rotation = new RotationPolicy(age, now.seals(), now.bytes(), now.hardSeals());
    }

    private static void rotationSeals(Settings settings, long seals) {
        RotationPolicy now = settings.rotation;
        settings.rotation = new RotationPolicy(now.age(), seals, now.bytes(), now.hardSeals());
    }

    private static void rotationBytes(Settings settings, long bytes) {
        RotationPolicy now = settings.rotation;
        settings.rotation = new RotationPolicy(now.age(), now.seals(), bytes, now.hardSeals());
    }
}
