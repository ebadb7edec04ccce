package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node may be like that somebody looks at, each brought about in a cluster of real runtimes. */
enum PageState {
    CLEARTEXT("Well", "Values are in cleartext, payloads are sealed in 0 of 2 groups.") {
        @Override
        Status of(SimCluster cluster) {
            return told(cluster, "n1");
        }
    },
    CUTTING_OVER("held", "A cutover is under way.", "rotate-dek", "bootstrap") {
        @Override
        Status of(SimCluster cluster) {
            var pinned = cluster.node("n1").begin(SimCluster.DATA, "early", "a payload");
            Admin admin = admin(cluster);
            assertFalse(admin.bootstrap().already());
            assertFalse(admin.enableStorageEnvelope().already());
            assertFalse(admin.rotate(Purpose.STORAGE).already());
            assertThrows(
                    RetryableException.class,
                    () -> admin.enableRaftEnvelope(new GroupId(SimCluster.DATA)),
                    pinned::toString);
            return cluster.node("n1").runtime().status();
        }
    },
    SEALED(
            "Well",
            "Values are sealed, payloads are sealed in 2 of 2 groups.",
            "100.0 %",
            "the active one",
            "Nothing: there is no data key that is not active.") {
        @Override
        Status of(SimCluster cluster) {
            return stored(told(cluster.cutOver().tick(Duration.ofDays(67)), "n1"), 1_240_000, 0, 0);
        }
    },
    REWRITING("Well", "it renews", "40.0 %", "60.0 %", "replaced") {
        @Override
        Status of(SimCluster cluster) {
            Status status = stored(told(rotated(cluster), "n1"), 0, 0, 0);
            StorageStatus storage = Statuses.with(status.storage(), "values", Optional.empty());
            var progress = new StorageStatus.Rewriting("renews", 496_000, 1_240_000);
            return Statuses.with(status, "storage", Statuses.with(storage, "rewriting", Optional.of(progress)));
        }
    },
    STALLED("Ill", "stalled", "the KEK") {
        @Override
        Status of(SimCluster cluster) {
            cluster.cutOver().node("n3").kek().fail(KekException.Kind.UNREACHABLE);
            assertFalse(admin(cluster).rotate(Purpose.RAFT).already());
            return told(cluster.settle(), "n3");
        }
    },
    HALTED("Halted", "the disk is full") {
        @Override
        Status of(SimCluster cluster) {
            SimNode node = cluster.cutOver().node("n2");
            node.runtime().halted(new GroupId(SimCluster.DATA), "the disk is full");
            return stored(told(cluster, "n2"), 1_240_000, 0, 0);
        }
    },
    KEK_ILL("Ill", "ill", "DENIED") {
        @Override
        Status of(SimCluster cluster) {
            cluster.cutOver().node("n1").kek().fail(KekException.Kind.DENIED);
            return stored(told(cluster.tick(Duration.ofMinutes(1)), "n1"), 1_240_000, 0, 0);
        }
    };

    private final String words;

    PageState(String... words) {
        this.words = String.join("\n", words);
    }

    /** Brings it about in a new cluster in cleartext, and gives what one of its nodes says. */
    abstract Status of(SimCluster cluster);

    /** What the page has to say. */
    List<String> words() {
        return words.lines().toList();
    }

    String fileName() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static Admin admin(SimCluster cluster) {
        return cluster.node("n1").runtime().admin();
    }

    /** After members were asked how they are. */
    private static Status told(SimCluster cluster, String node) {
        Status before = cluster.node(node).runtime().status();
        Status after = cluster.tick(Duration.ofSeconds(11)).node(node).runtime().status();
        assertFalse(after.at().isBefore(before.at()));
        return after;
    }

    private static SimCluster rotated(SimCluster cluster) {
        Admin admin = admin(cluster.cutOver());
        cluster.tick(Duration.ofDays(41));
        assertFalse(admin.rotate(Purpose.STORAGE).already());
        assertFalse(admin.rotate(Purpose.RAFT).already());
        return cluster.settle().tick(Duration.ofDays(23));
    }

    /** The same with more stored than a test would store: under the active DEK, under the one before, and in clear. */
    private static Status stored(Status status, long active, long older, long clear) {
        SortedMap<DekId, Status.Amount> sealed = new TreeMap<>();
        status.deks().forEach((id, dek) -> {
            if (dek.purpose() == Purpose.STORAGE) {
                sealed.put(id, amount(dek.isActive() ? active : older));
            }
        });
        DekId dek = status.keys().activeDek(Purpose.STORAGE).orElseThrow();
        StorageStatus storage = status.storage();
        return Statuses.with(
                status,
                "storage",
                Statuses.with(
                        Statuses.with(
                                storage,
                                "values",
                                Optional.of(new Status.Values(dek, sealed, amount(clear), Status.Amount.NONE))),
                        "files",
                        Optional.of(new Status.Files(
                                new TreeMap<>(Map.of(dek, amount(18))),
                                Status.Amount.NONE,
                                List.of(),
                                Instant.EPOCH))));
    }

    private static Status.Amount amount(long count) {
        return new Status.Amount(count, count * 1_310);
    }
}
