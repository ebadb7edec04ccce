package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditTrail;
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
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes sidecars that may stand in a file, one for each seed. */
final class AnySidecar {
    private static final List<String> NAMES =
            List.of("control", "a", "/", "~1", "\"\\", "ünïcode", "𝄞", " ", "\u0001", "quorumseal");
    private static final List<String> TEXTS =
            List.of("null", "0", "-1.5e-9", "\"\\u0000/~\"", "[[],{}]", "{\"quorumseal\":{\"mac\":{}}}");

    private final Random random;

    private AnySidecar(long seed) {
        this.random = new Random(seed);
    }

    static Sidecar of(long seed) {
        return new AnySidecar(seed).sidecar();
    }

    private Sidecar sidecar() {
        KeyState state = state();
        Optional<String> fingerprint = random.nextBoolean() ? Optional.of(name()) : Optional.empty();
        Sidecar.Local local = new Sidecar.Local(
                name(),
                name(),
                epoch(0),
                fingerprint,
                random.nextBoolean(),
                random.nextBoolean(),
                granted(),
                kept(state),
                new TreeSet<>(state.groups().keySet().stream()
                        .limit(random.nextInt(2))
                        .toList()),
                folders());
        return new Sidecar(state, local, unknown());
    }

    private SortedMap<String, Boolean> folders() {
        SortedMap<String, Boolean> folders = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            folders.put(name(), random.nextBoolean());
        }
        return folders;
    }

    private SortedMap<DekId, KeyState.Key> kept(KeyState state) {
        TreeMap<DekId, KeyState.Key> kept = new TreeMap<>();
        state.retired().stream().limit(random.nextInt(3)).forEach(id -> kept.put(id, kept(id)));
        return kept;
    }

    private KeyState.Key kept(DekId id) {
        KeyState.Key key = key();
        WrappedDek dek = new WrappedDek(id, key.dek().wrapped());
        return key.wrapped(dek, 0);
    }

    private SortedMap<DekId, Long> granted() {
        TreeMap<DekId, Long> granted = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            granted.put(dek(), number());
        }
        return granted;
    }

    private KeyState state() {
        TreeMap<DekId, KeyState.Key> keys = new TreeMap<>();
        TreeMap<Purpose, DekId> active = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            KeyState.Key key = key();
            keys.put(key.dek().id(), key);
        }
        keys.values().stream()
                .filter(key -> random.nextBoolean())
                .forEach(key -> active.put(key.purpose(), key.dek().id()));
        TreeSet<DekId> retired = new TreeSet<>(List.of(dek(), dek()));
        retired.removeAll(keys.keySet());
        return new KeyState(active, keys, index(0), groups(), registry(), retired);
    }

    private KeyState.Key key() {
        byte[] wrapped = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? Limits.WRAPPED_BYTES : 80)];
        random.nextBytes(wrapped);
        Purpose purpose = random.nextBoolean() ? Purpose.STORAGE : Purpose.RAFT;
        Instant created = Instant.ofEpochSecond(random.nextInt() * 20L);
        return new KeyState.Key(purpose, new WrappedDek(dek(), wrapped), cipher(purpose), created, epoch(0), number());
    }

    private DekCipher cipher(Purpose purpose) {
        if (random.nextInt(3) > 0) {
            return DekCipher.SUITE_1;
        }
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        random.nextBytes(commitment);
        return new DekCipher(2, purpose == Purpose.STORAGE ? 0 : 1 + random.nextInt(2), commitment);
    }

    private DekId dek() {
        return DekId.of(1 + random.nextLong(0xFFFF_FFFFL));
    }

    private NavigableMap<GroupId, Group> groups() {
        TreeMap<GroupId, Group> groups = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            GroupId id = new GroupId(name());
            AuditTrail audit = AuditTrails.of(id, random.nextInt(2) * random.nextInt(20));
            groups.put(
                    id,
                    new Group(name(), random.nextInt(3), index(1), random.nextBoolean(), number(), number(), audit));
        }
        return groups;
    }

    private SortedMap<Row, Writer> registry() {
        TreeMap<Row, Writer> rows = new TreeMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            NodeId node = new NodeId(random.nextLong());
            LocalEpoch first = epoch(0);
            rows.put(new Row(dek(), node.low16()), new Writer(node, first, epoch(first.value())));
        }
        return rows;
    }

    private NavigableMap<String, String> unknown() {
        List<String> parents = List.of("", "/quorumseal", "/active", "/quorumseal/groups", "/quorumseal/wraps/1");
        TreeMap<String, String> unknown = new TreeMap<>();
        for (String parent : parents.subList(0, random.nextInt(4))) {
            unknown.put(Pointer.child(parent, "new " + name()), TEXTS.get(random.nextInt(TEXTS.size())));
        }
        return unknown;
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private LocalEpoch epoch(int from) {
        return new LocalEpoch(from + random.nextInt(LocalEpoch.MAX - from + 1));
    }

    private long number() {
        return random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextInt(1_000);
    }

    private OptionalLong index(long least) {
        return random.nextBoolean() ? OptionalLong.of(Math.max(least, number())) : OptionalLong.empty();
    }
}
