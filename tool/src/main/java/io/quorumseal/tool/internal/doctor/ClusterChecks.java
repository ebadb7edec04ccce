package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Sidecar;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the key files of several nodes. */
public final class ClusterChecks {
    private final Map<Node, Path> nodes = new HashMap<>();
    private final Map<Event, Recorded> audits = new HashMap<>();
    private final Map<Log, Cutover> cutovers = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** A node of a cluster. */
    private record Node(String cluster, String name) {}

    /** A group's log. */
    private record Log(String cluster, GroupId group, String identity) {}

    /** Where a log is cut over, as one file says. */
    private record Cutover(Path file, long index) {}

    /** A number among a group's audit records. */
    private record Event(String cluster, GroupId group, long number) {}

    /** What one file says was recorded under it. */
    private record Recorded(Path file, AuditRecord record) {}

    private ClusterChecks() {}

    public static List<Finding> of(List<Examination> examinations) {
        ClusterChecks checks = new ClusterChecks();
        examinations.forEach(examination -> examination
                .inspection()
                .ifPresent(inspection -> checks.compare(examination.file(), inspection.sidecar())));
        return checks.findings;
    }

    private void compare(Path file, Sidecar sidecar) {
        String cluster = sidecar.local().cluster();
        if (cluster.isEmpty()) {
            return;
        }
        Path twin = nodes.put(new Node(cluster, sidecar.local().node()), file);
        if (twin != null) {
            findings.add(new Finding(
                    Kind.SAME_NODE,
                    twin + " and " + file + " are both of node "
                            + sidecar.local().node() + " of cluster " + cluster));
        }
        sidecar.state().groups().forEach((id, group) -> {
            compare(file, cluster, id, group);
            group.audit().recent().forEach(record -> compare(file, cluster, record));
        });
    }

    private void compare(Path file, String cluster, AuditRecord record) {
        Recorded here = new Recorded(file, record);
        Recorded there = audits.putIfAbsent(new Event(cluster, record.group(), record.number()), here);
        if (there != null && !there.record().equals(record)) {
            findings.add(new Finding(
                    Kind.AUDITS_DIFFER,
                    "record " + record.number() + " of group " + record.group() + " of cluster " + cluster + " is "
                            + what(there.record()) + " in " + there.file() + " and " + what(record) + " in " + file));
        }
    }

    private static String what(AuditRecord record) {
        return record.event().word() + " at " + record.index() + " (" + record.subject() + ")";
    }

    private void compare(Path file, String cluster, GroupId id, KeyState.Group group) {
        if (group.cutover().isEmpty() || group.log().isEmpty()) {
            return;
        }
        Cutover here = new Cutover(file, group.cutover().getAsLong());
        Cutover there = cutovers.putIfAbsent(new Log(cluster, id, group.log()), here);
        if (there != null && there.index() != here.index()) {
            findings.add(new Finding(
                    Kind.CUTOVERS_DIFFER,
                    "group " + id + " of cluster " + cluster + " is cut over at " + there.index() + " in "
                            + there.file() + " and at " + here.index() + " in " + here.file()));
        }
    }
}
