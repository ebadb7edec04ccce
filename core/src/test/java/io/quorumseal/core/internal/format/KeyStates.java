package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary key states that applying entries could make, as they are after an import. */
final class KeyStates {
    private KeyStates() {}

    static Arbitrary<KeyState> any() {
        return Combinators.combine(
                        keys().list().ofMaxSize(6),
                        optionalIndexes(),
                        groups(),
                        rows().list().ofMaxSize(6),
                        Entries.dekIds().list().ofMaxSize(6))
                .as(KeyStates::state);
    }

    private static KeyState state(
            List<KeyState.Key> keys,
            OptionalLong storageCutover,
            Map<GroupId, Group> groups,
            List<Map.Entry<Row, Writer>> rows,
            List<DekId> retired) {
        SortedMap<DekId, KeyState.Key> byId = new TreeMap<>();
        keys.forEach(key -> byId.put(key.dek().id(), key));
        Map<Purpose, DekId> active = new HashMap<>();
        byId.values().forEach(key -> active.put(key.purpose(), key.dek().id()));
        SortedMap<Row, Writer> registry = new TreeMap<>();
        rows.forEach(row -> registry.put(row.getKey(), row.getValue()));
        TreeSet<DekId> gone = new TreeSet<>(retired);
        gone.removeAll(byId.keySet());
        return new KeyState(active, byId, storageCutover, new TreeMap<>(groups), registry, gone);
    }

    private static Arbitrary<KeyState.Key> keys() {
        Arbitrary<Instant> seconds =
                Arbitraries.longs().between(-62_135_596_800L, 253_402_300_799L).map(Instant::ofEpochSecond);
        return Entries.purposes()
                .flatMap(purpose -> Combinators.combine(
                                Entries.wrappedDeks(), Entries.ciphers(purpose), seconds, indexes())
                        .as((dek, cipher, created, index) ->
                                new KeyState.Key(purpose, dek, cipher, created, LocalEpoch.ZERO, index)));
    }

    private static Arbitrary<Map<GroupId, Group>> groups() {
        Arbitrary<GroupId> ids = Entries.texts(GroupId.MAX_LENGTH)
                .filter(name -> !name.isEmpty())
                .map(GroupId::new);
        return ids.flatMap(id -> Combinators.combine(
                                Entries.texts(100),
                                Arbitraries.integers().greaterOrEqual(0),
                                optionalIndexes(),
                                Arbitraries.of(true, false),
                                indexes(),
                                indexes(),
                                Arbitraries.integers().between(0, 20).map(count -> AuditTrails.of(id, count)))
                        .as((log, generation, cutover, undecided, applied, registered, audit) -> Map.entry(
                                id, new Group(log, generation, cutover, undecided, applied, registered, audit))))
                .list()
                .ofMaxSize(4)
                .map(KeyStates::map);
    }

    private static Map<GroupId, Group> map(List<Map.Entry<GroupId, Group>> entries) {
        Map<GroupId, Group> groups = new HashMap<>();
        entries.forEach(entry -> groups.put(entry.getKey(), entry.getValue()));
        return groups;
    }

    private static Arbitrary<Map.Entry<Row, Writer>> rows() {
        return Combinators.combine(Entries.dekIds(), Entries.nodes(), Entries.epochs(), Entries.epochs())
                .as((dek, node, first, last) -> Map.entry(new Row(dek, node.low16()), new Writer(node, first, last)));
    }

    private static Arbitrary<Long> indexes() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    private static Arbitrary<OptionalLong> optionalIndexes() {
        return indexes().optional().map(index -> index.map(OptionalLong::of).orElseGet(OptionalLong::empty));
    }
}
