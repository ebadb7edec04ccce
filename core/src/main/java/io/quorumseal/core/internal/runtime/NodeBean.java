package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.DekId;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.NodeMXBean;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Status in the types of management clients, which ask for one attribute after the other. */
final class NodeBean implements NodeMXBean {
    /** How old a value may be, in nanoseconds. */
    static final long GOOD_FOR_NANOS = 1_000_000_000;

    private final String cluster;
    private final InstantSource clock;
    private final Supplier<Status> source;
    private @Nullable Status latest;
    private long latestAt;

    NodeBean(String cluster, InstantSource clock, Supplier<Status> source) {
        this.cluster = cluster;
        this.clock = clock;
        this.source = source;
    }

    private synchronized Status status() {
        Status known = latest;
        if (known == null || System.nanoTime() - latestAt > GOOD_FOR_NANOS) {
            known = source.get();
            latest = known;
            latestAt = System.nanoTime();
        }
        return known;
    }

    @Override
    public String getNode() {
        return status().node();
    }

    @Override
    public String getCluster() {
        return cluster;
    }

    @Override
    public int getOpening() {
        return status().opening().value();
    }

    @Override
    public String getHealth() {
        return status().health().word().name();
    }

    @Override
    public String getHealthReason() {
        return status().health().why();
    }

    @Override
    public boolean isRegistered() {
        return status().health().registered();
    }

    @Override
    public boolean isReady() {
        return status().health().ready();
    }

    @Override
    public List<String> getWarnings() {
        return status().warnings();
    }

    @Override
    public String getStorage() {
        return status().storage().name();
    }

    @Override
    public boolean isCleartextRefused() {
        return status().cleartextRefused();
    }

    @Override
    public Map<String, String> getGroups() {
        Map<String, String> modes = new TreeMap<>();
        status().groups()
                .forEach((id, group) -> modes.put(id.name(), group.mode().name()));
        return modes;
    }

    @Override
    public Map<String, String> getGroupReasons() {
        Map<String, String> reasons = new TreeMap<>();
        status().groups().forEach((id, group) -> {
            if (!group.why().isEmpty()) {
                reasons.put(id.name(), group.why());
            }
        });
        return reasons;
    }

    @Override
    public String getKek() {
        return status().kek().word().name();
    }

    @Override
    public String getKekReason() {
        return status().kek() instanceof KekHealth.Ill ill ? ill.why() : "";
    }

    @Override
    public long getKekIllSeconds() {
        return status().kek() instanceof KekHealth.Ill ill ? secondsSince(ill.since()) : 0;
    }

    private long secondsSince(Instant then) {
        return Math.max(0, Duration.between(then, clock.instant()).toSeconds());
    }

    @Override
    public int getLiveDeks() {
        return status().keys().keys().size();
    }

    @Override
    public Map<String, Long> getActiveDekAgeSeconds() {
        Status now = status();
        return ofActive(
                now,
                dek -> secondsSince(
                        Objects.requireNonNull(now.keys().keys().get(dek)).created()));
    }

    @Override
    public Map<String, Long> getActiveDekSeals() {
        Status now = status();
        return ofActive(now, dek -> now.seals().getOrDefault(dek, 0L));
    }

    private static Map<String, Long> ofActive(Status status, Function<DekId, Long> what) {
        Map<String, Long> each = new TreeMap<>();
        status.keys().active().forEach((purpose, dek) -> each.put(purpose.name(), what.apply(dek)));
        return each;
    }

    @Override
    public Map<String, String> getKeptDeks() {
        Map<String, String> kept = new TreeMap<>();
        status().kept().forEach((dek, why) -> kept.put(dek.toString(), why));
        return kept;
    }

    @Override
    public long getSealed() {
        return status().counters().sealed();
    }

    @Override
    public long getOpened() {
        return status().counters().opened();
    }

    @Override
    public long getCleartext() {
        return status().counters().cleartext();
    }

    @Override
    public long getRefused() {
        return status().counters().refused();
    }

    @Override
    public long getKekCallsOnApply() {
        return status().counters().kekCallsOnApply();
    }

    @Override
    public long getStrangers() {
        return status().counters().strangers();
    }

    @Override
    public Map<String, String> getSettings() {
        Map<String, String> settings = new TreeMap<>();
        status().settings().forEach(setting -> settings.put(setting.name(), setting.value()));
        return settings;
    }
}
