package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.DekStatus;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.NodeMXBean;
import io.quorumseal.core.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Status in the types of management clients, which ask for one attribute after the other. */
final class NodeBean implements NodeMXBean {
    private final String cluster;
    private final Supplier<Status> status;

    NodeBean(String cluster, Supplier<Status> status) {
        this.cluster = cluster;
        this.status = status;
    }

    private Status status() {
        return status.get();
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
        return status().storage().mode().name();
    }

    @Override
    public boolean isCleartextRefused() {
        return status().storage().cleartextRefused();
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
        return status().kek().health().word().name();
    }

    @Override
    public String getKekReason() {
        return status().kek().health() instanceof KekHealth.Ill ill ? ill.why() : "";
    }

    @Override
    public long getKekIllSeconds() {
        Status now = status();
        return now.kek().health() instanceof KekHealth.Ill ill
                ? now.since(ill.since()).toSeconds()
                : 0;
    }

    @Override
    public long getKekSuccessAgeSeconds() {
        Status now = status();
        return now.kek().lastSuccess().map(last -> now.since(last).toSeconds()).orElse(-1L);
    }

    @Override
    public String getKekFingerprint() {
        return status().kek().fingerprint().orElse("");
    }

    @Override
    public String getKekVersion() {
        return status().kek().version().orElse("");
    }

    @Override
    public Map<String, String> getMembers() {
        return members(member -> member.word().name());
    }

    @Override
    public Map<String, String> getMemberReasons() {
        Map<String, String> reasons = members(MemberStatus::why);
        reasons.values().removeIf(String::isEmpty);
        return reasons;
    }

    private Map<String, String> members(Function<MemberStatus, String> what) {
        Map<String, String> each = new TreeMap<>();
        status().members().forEach((name, member) -> each.put(name, what.apply(member)));
        return each;
    }

    @Override
    public int getLiveDeks() {
        return status().keys().keys().size();
    }

    @Override
    public Map<String, Long> getActiveDekAgeSeconds() {
        return ofActive(dek -> dek.age().toSeconds());
    }

    @Override
    public Map<String, Long> getActiveDekSeals() {
        return ofActive(DekStatus::seals);
    }

    private Map<String, Long> ofActive(Function<DekStatus, Long> what) {
        Map<String, Long> each = new TreeMap<>();
        status().deks().values().stream()
                .filter(DekStatus::isActive)
                .forEach(dek -> each.put(dek.purpose().name(), what.apply(dek)));
        return each;
    }

    @Override
    public Map<String, Double> getActiveDekLimits() {
        Map<String, Double> limits = new TreeMap<>();
        status().deks()
                .values()
                .forEach(dek -> dek.limits().forEach((limit, used) -> limits.put(dek.purpose() + "." + limit, used)));
        return limits;
    }

    @Override
    public Map<String, String> getReplacedDeks() {
        return needs(DekStatus.Word.REPLACED);
    }

    @Override
    public Map<String, String> getKeptDeks() {
        return needs(DekStatus.Word.KEPT);
    }

    private Map<String, String> needs(DekStatus.Word word) {
        Map<String, String> needs = new TreeMap<>();
        status().deks().values().stream()
                .filter(dek -> dek.word() == word)
                .forEach(dek -> needs.put(dek.id().toString(), String.join("; ", dek.needs())));
        return needs;
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
