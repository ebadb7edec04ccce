package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.format.AuditTrails;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sidecars to test with. */
final class Samples {
    static final GroupId CONTROL = new GroupId("control");
    static final GroupId SHARD = new GroupId("shard-7/é~");
    static final DekId STORAGE = DekId.of(1_854_234_558L);
    static final DekId OLD_RAFT = DekId.of(77);
    static final DekId RAFT = DekId.of(4_151_381_218L);
    static final SidecarCodec CODEC = new SidecarCodec(CONTROL);
    static final SidecarMac MAC = new SidecarMac(CODEC);
    static final SampleKeys KEYS = new SampleKeys(Set.of(STORAGE, OLD_RAFT, RAFT));
    static final Sidecar.Local LOCAL = new Sidecar.Local(
            "orders-prod",
            "n1",
            new LocalEpoch(12),
            Optional.of("kek:3f\"9a"),
            true,
            true,
            new TreeMap<>(Map.of(RAFT, Long.MAX_VALUE, STORAGE, 4_096L)),
            new TreeMap<>(Map.of(DekId.of(5), key(Purpose.STORAGE, DekId.of(5), 9, 0))),
            new TreeSet<>(Set.of(SHARD)),
            new TreeMap<>(Map.of("files", true, "/backup", false)));

    private Samples() {}

    static Sidecar newNode() {
        Sidecar.Local local = new Sidecar.Local("orders-prod", "n1", new LocalEpoch(1), Optional.empty());
        return new Sidecar(KeyState.EMPTY, local, new TreeMap<>());
    }

    /** Every member of the format, and unknown ones at several places. */
    static Sidecar full() {
        TreeMap<String, String> unknown = new TreeMap<>();
        unknown.put("/future_field", "{\"deep\":[1,2.50,{\"x\":null}],\"on\":true}");
        unknown.put("/odd~1name~0", "\"kept\"");
        unknown.put("/active/backup", "1e400");
        unknown.put("/keys/77/label", "\"old\"");
        unknown.put("/quorumseal/later", "[]");
        unknown.put("/quorumseal/groups/shard-7~1é~0/moved_from", "{}");
        return new Sidecar(state(), LOCAL, unknown);
    }

    static KeyState state() {
        return new KeyState(
                Map.of(Purpose.STORAGE, STORAGE, Purpose.RAFT, RAFT),
                keys(),
                OptionalLong.of(184_200),
                groups(),
                registry(),
                new TreeSet<>(Set.of(DekId.of(5), DekId.of(4_294_967_295L))));
    }

    private static NavigableMap<DekId, KeyState.Key> keys() {
        return new TreeMap<>(Map.of(
                STORAGE, key(Purpose.STORAGE, STORAGE, 12, 3),
                OLD_RAFT, key(Purpose.RAFT, OLD_RAFT, 11, 0),
                RAFT, key(Purpose.RAFT, RAFT, 12, 184_273)));
    }

    static KeyState.Key key(Purpose purpose, DekId id, int epoch, long wrapIndex) {
        WrappedDek wrapped = new WrappedDek(id, new byte[] {0, 1, 2, (byte) epoch});
        return new KeyState.Key(
                purpose, wrapped, Instant.parse("2026-04-29T10:00:00Z"), new LocalEpoch(epoch), wrapIndex);
    }

    /** The second suite, for a raft DEK. */
    static DekCipher secondSuite(int binds) {
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        Arrays.fill(commitment, (byte) 0xC0);
        return new DekCipher(2, binds, commitment);
    }

    static KeyState.Key withCipher(KeyState.Key key, DekCipher cipher) {
        return new KeyState.Key(key.purpose(), key.dek(), cipher, key.created(), key.epoch(), key.wrapIndex());
    }

    /** With a live DEK of the second suite. */
    static Sidecar withCiphers() {
        KeyState.Key raft = withCipher(key(Purpose.RAFT, RAFT, 12, 184_273), secondSuite(DekCipher.TERM_AND_INDEX));
        return full().with(state().withKey(raft));
    }

    private static NavigableMap<GroupId, Group> groups() {
        return new TreeMap<>(Map.of(
                CONTROL,
                new Group("log-a", 0, OptionalLong.of(184_201), false, 184_273, 184_270, AuditTrails.of(CONTROL, 2)),
                SHARD,
                new Group("log-b", OptionalLong.of(9), false, 44, 0),
                new GroupId("shard-8"),
                new Group("", OptionalLong.empty(), true, 0, 0)));
    }

    private static NavigableMap<Row, Writer> registry() {
        TreeMap<Row, Writer> rows = new TreeMap<>();
        for (long node : new long[] {-1, 0x1234_5678_9abc_def0L, 7}) {
            NodeId id = new NodeId(node);
            rows.put(new Row(RAFT, id.low16()), new Writer(id, new LocalEpoch(0), new LocalEpoch(65_535)));
            rows.put(new Row(STORAGE, id.low16()), new Writer(id, new LocalEpoch(3), new LocalEpoch(3)));
        }
        return rows;
    }

    static byte[] fullFile() {
        return MAC.encode(full(), KEYS);
    }
}
