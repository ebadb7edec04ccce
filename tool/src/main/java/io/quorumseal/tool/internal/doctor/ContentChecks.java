package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.Limits;
import io.quorumseal.core.internal.sidecar.Adoption;
import io.quorumseal.core.internal.sidecar.Inspection;
import io.quorumseal.core.internal.sidecar.MacSource;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what a key file says. */
public final class ContentChecks {
    private final Path file;
    private final Sidecar sidecar;
    private final KeyState state;
    private final List<Finding> findings = new ArrayList<>();

    private ContentChecks(Path file, Inspection inspection) {
        this.file = file;
        this.sidecar = inspection.sidecar();
        this.state = sidecar.state();
    }

    static List<Finding> of(Path file, Inspection inspection) {
        ContentChecks checks = new ContentChecks(file, inspection);
        checks.openings();
        checks.registry();
        inspection.mac().ifPresentOrElse(checks::mac, checks::noMac);
        checks.activeKeys();
        checks.groups();
        return checks.findings;
    }

    private void found(Kind kind, String what) {
        findings.add(new Finding(kind, what + " in " + file));
    }

    /** Numbers come to an end only where nonces are made of them. */
    private void openings() {
        if (state.bootstrapped() && !sealsByCount()) {
            return;
        }
        int opening = sidecar.local().opening().value();
        if (opening == LocalEpoch.MAX) {
            found(Kind.OPENINGS_SPENT, "the last opening number, " + opening + ", was used");
        } else if (opening >= Limits.DEFAULT.openingWarning()) {
            found(
                    Kind.OPENINGS_LOW,
                    "opening number " + opening + " was used, which leaves " + (LocalEpoch.MAX - opening));
        }
    }

    private boolean sealsByCount() {
        return state.keys().entrySet().stream()
                .anyMatch(key -> state.active().containsValue(key.getKey())
                        && key.getValue().cipher().isSuite1());
    }

    private void registry() {
        NodeId self = NodeId.ofName(sidecar.local().node());
        if (sidecar.local().node().isEmpty()) {
            return;
        }
        state.registry().forEach((row, writer) -> {
            if (row.node16() != self.low16()) {
                return;
            }
            if (!writer.node().equals(self)) {
                found(
                        Kind.ID_TAKEN,
                        "the 16-bit id of " + sidecar.local().node() + " is registered for node " + writer.node()
                                + " under DEK " + row.dek());
            } else if (writer.last().compareTo(sidecar.local().opening()) > 0) {
                found(
                        Kind.BEHIND_REGISTRY,
                        "under DEK " + row.dek() + " this node is registered with opening " + writer.last()
                                + ", and its own opening number is "
                                + sidecar.local().opening());
            }
        });
    }

    private void noMac() {
        if (Adoption.needed(state, SidecarMac.Verdict.ABSENT)) {
            found(Kind.NO_MAC, "there is no MAC");
        }
    }

    private void mac(MacSource source) {
        if (source instanceof MacSource.Dek dek && !state.keys().containsKey(dek.id())) {
            found(Kind.MAC_BY_UNKNOWN_KEY, "the MAC is made by DEK " + dek.id() + ", which is not among the keys");
        }
    }

    private void activeKeys() {
        boolean raft = state.groups().values().stream()
                .anyMatch(group -> group.cutover().isPresent());
        if (raft && state.activeDek(Purpose.RAFT).isEmpty()) {
            found(Kind.NO_ACTIVE_KEY, "a group is cut over and no raft DEK is active");
        }
        if (state.storageCutover().isPresent()
                && state.activeDek(Purpose.STORAGE).isEmpty()) {
            found(Kind.NO_ACTIVE_KEY, "storage is cut over and no storage DEK is active");
        }
    }

    private void groups() {
        state.groups().forEach((id, group) -> {
            if (group.undecided()) {
                found(Kind.UNDECIDED, "group " + id + " is undecided");
            }
        });
    }
}
