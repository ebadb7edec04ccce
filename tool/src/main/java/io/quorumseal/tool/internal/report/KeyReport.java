package io.quorumseal.tool.internal.report;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what a key state says. No key is in it, not even a wrapped one. */
public final class KeyReport {
    private final KeyState state;
    private final Map<NodeId, String> names;
    private final Map<DekId, DekStatus> deks;

    /**
     * Begins a report.
     *
     * @param state the key state, which knows nodes by their ids only
     * @param names the names of nodes, as far as they are known
     */
    public KeyReport(KeyState state, Collection<String> names) {
        this(state, names, Map.of());
    }

    /**
     * Begins a report of a running node.
     *
     * @param state the key state
     * @param names the names of nodes
     * @param deks what the node knows of each DEK
     */
    public KeyReport(KeyState state, Collection<String> names, Map<DekId, DekStatus> deks) {
        this.state = state;
        this.deks = deks;
        this.names = names.stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .collect(Collectors.toMap(NodeId::ofName, name -> name, (one, other) -> one));
    }

    public void storageCutover(Report report) {
        state.storageCutover().ifPresent(index -> report.number("storage_cutover", index));
    }

    public void retired(Report report) {
        List<Report.Value> ids = state.retired().stream()
                .<Report.Value>map(id -> new Report.Whole(id.value()))
                .toList();
        report.put("retired", new Report.Items(ids));
    }

    public void keys(Report report) {
        report.rows(
                "keys",
                state.keys().entrySet().stream()
                        .map(key -> key(key.getKey(), key.getValue()))
                        .toList());
    }

    /** In which suite each purpose seals, what that binds to, and how much is left of the first. */
    public void suites(Report report) {
        report.rows(
                "suites",
                Purpose.ofDeks().stream()
                        .flatMap(purpose -> state.activeDek(purpose).stream().map(active -> suite(purpose, active)))
                        .toList());
    }

    private Report suite(Purpose purpose, DekId active) {
        DekCipher cipher = state.cipher(active);
        long first = state.keys().values().stream()
                .filter(key -> key.purpose() == purpose && key.cipher().isSuite1())
                .count();
        return new Report()
                .text("purpose", purpose.word())
                .number("active_key", active.value())
                .number("suite", cipher.suite())
                .text("bound_to", boundTo(purpose, cipher))
                .number("keys_of_suite_1", first);
    }

    private static String boundTo(Purpose purpose, DekCipher cipher) {
        if (cipher.isSuite1()) {
            return purpose == Purpose.STORAGE ? "storage key" : "no place";
        }
        return switch (cipher.binds()) {
            case DekCipher.NOTHING -> "scope, storage key";
            case DekCipher.TERM -> "group, log, term";
            default -> "group, log, term, index";
        };
    }

    private Report key(DekId id, KeyState.Key key) {
        Report report = new Report()
                .number("id", id.value())
                .text("purpose", key.purpose().word())
                .number("suite", key.cipher().suite())
                .flag("active", state.activeDek(key.purpose()).equals(Optional.of(id)))
                .text("created", key.created().toString())
                .number("wrap_index", key.wrapIndex())
                .number("epoch", key.epoch().value());
        DekStatus dek = deks.get(id);
        return dek == null
                ? report
                : report.number("age_seconds", dek.age().toSeconds())
                        .textIfAny("kek_version", dek.kekVersion().orElse(""))
                        .text("seals", Long.toUnsignedString(dek.seals()))
                        .number("sealed_bytes", dek.bytes());
    }

    /** What each group's log has done. */
    public List<Report> groups() {
        return groups(Map.of());
    }

    /** What each group's log has done, and what each group does. */
    public List<Report> groups(Map<GroupId, Status.Group> doing) {
        return Stream.concat(state.groups().keySet().stream(), doing.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(id -> group(id, doing))
                .toList();
    }

    private Report group(GroupId id, Map<GroupId, Status.Group> doing) {
        KeyState.Group group = state.group(id);
        Status.Group now = doing.get(id);
        Report report = new Report().text("name", id.name());
        if (now != null) {
            report.text("mode", now.mode().name());
        }
        group.cutover().ifPresent(index -> report.number("cutover", index));
        report.number("applied", group.applied())
                .number("registered", group.registered())
                .flag("undecided", group.undecided())
                .text("log", group.log());
        return now == null
                ? report
                : report.number("last_hold_ms", now.lastHold().toMillis())
                        .number("longest_hold_ms", now.longestHold().toMillis())
                        .textIfAny("why", now.why());
    }

    public void writers(Report report) {
        report.rows(
                "writers",
                state.registry().entrySet().stream()
                        .map(row -> writer(row.getKey(), row.getValue()))
                        .toList());
    }

    /** The node's id has 64 bits, more than a number in JSON is sure to keep. */
    private Report writer(KeyState.Row row, KeyState.Writer writer) {
        String name = names.get(writer.node());
        return new Report()
                .number("key", row.dek().value())
                .textIfAny("node", name == null ? "" : name)
                .text("node_id", writer.node().toString())
                .number("first_opening", writer.first().value())
                .number("last_opening", writer.last().value());
    }
}
