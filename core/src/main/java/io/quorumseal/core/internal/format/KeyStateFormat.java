package io.quorumseal.core.internal.format;

import static java.util.Map.entry;

import io.quorumseal.api.AuditRecord;
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
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The parts of exported key state, in this order: active DEKs, keys, storage cutover, groups, registry, retired ids.
 * Each list stands in ascending order, so that a state has one form only. How a DEK seals stands behind it, in the version
 * that says so.
 */
final class KeyStateFormat {
    private static final int ACTIVE_SIZE = 1 + 4;
    private static final int MIN_KEY_SIZE = 4 + 1 + 8 + 8 + 4;
    private static final int MIN_GROUP_SIZE = (2 + 1) + 1 + 2 + 4 + 1 + 8 + 8 + (8 + 4);
    private static final int ROW_SIZE = RegistryCodec.KEY_SIZE + RegistryCodec.VALUE_SIZE;
    private static final int RETIRED_SIZE = 4;

    /** The first second of year 1; with the next, the span that the sidecar's time format can say. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    /** The last second of year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private KeyStateFormat() {}

    static void write(KeyState state, boolean ciphers, WireWriter out) {
        Optional<String> defect = KeyStateCheck.defect(state);
        if (defect.isPresent()) {
            throw WireWriter.refused(defect.get());
        }
        writeMap(
                new TreeMap<>(state.active()),
                Purpose.ofDeks().size(),
                out,
                active -> out.u8(active.getKey().code()).dekId(active.getValue()));
        writeMap(state.keys(), KeyStateLimits.KEYS, out, key -> writeKey(key.getValue(), ciphers, out));
        writeOptional(state.storageCutover(), out);
        writeMap(state.groups(), KeyStateLimits.GROUPS, out, group -> writeGroup(group, out));
        writeMap(
                state.registry(),
                KeyStateLimits.REGISTRY_ROWS,
                out,
                row -> out.bytes(RegistryCodec.key(row.getKey())).bytes(RegistryCodec.value(row.getValue())));
        out.count(state.retired().size(), KeyStateLimits.RETIRED_IDS);
        state.retired().forEach(out::dekId);
    }

    static KeyState read(WireReader in, boolean ciphers) {
        var active = readMap(
                in, Purpose.ofDeks().size(), ACTIVE_SIZE, part -> entry(PurposeFormat.read(part), part.dekId()));
        int each = MIN_KEY_SIZE + (ciphers ? CipherFormat.MIN_SIZE : 0);
        var keys = readMap(in, KeyStateLimits.KEYS, each, part -> readKey(part, ciphers));
        OptionalLong storageCutover = readOptional(in);
        var groups = readMap(in, KeyStateLimits.GROUPS, MIN_GROUP_SIZE, KeyStateFormat::readGroup);
        var registry = readMap(in, KeyStateLimits.REGISTRY_ROWS, ROW_SIZE, KeyStateFormat::readRow);
        var retired = readMap(in, KeyStateLimits.RETIRED_IDS, RETIRED_SIZE, part -> entry(part.dekId(), true));
        KeyState state = new KeyState(active, keys, storageCutover, groups, registry, new TreeSet<>(retired.keySet()));
        Optional<String> defect = KeyStateCheck.defect(state);
        if (defect.isPresent()) {
            throw in.malformed(defect.get());
        }
        return state;
    }

    private static void writeKey(KeyState.Key key, boolean ciphers, WireWriter out) {
        out.dekId(key.dek().id()).u8(key.purpose().code());
        out.u64(key.created().getEpochSecond()).index(key.wrapIndex());
        out.block(key.dek().wrapped(), KeyStateLimits.WRAPPED_DEK_BYTES);
        if (ciphers) {
            CipherFormat.write(key.cipher(), out);
        }
    }

    private static Map.Entry<DekId, KeyState.Key> readKey(WireReader in, boolean ciphers) {
        DekId id = in.dekId();
        Purpose purpose = PurposeFormat.read(in);
        Instant created = readSecond(in);
        long wrapIndex = in.index();
        WrappedDek dek = new WrappedDek(id, in.block(KeyStateLimits.WRAPPED_DEK_BYTES));
        DekCipher cipher = ciphers ? CipherFormat.read(in) : DekCipher.SUITE_1;
        return entry(id, new KeyState.Key(purpose, dek, cipher, created, LocalEpoch.ZERO, wrapIndex));
    }

    private static Instant readSecond(WireReader in) {
        long second = in.u64();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            throw in.malformed("second " + second + " is not in the years 1 to 9999");
        }
        return Instant.ofEpochSecond(second);
    }

    private static void writeGroup(Map.Entry<GroupId, Group> named, WireWriter out) {
        Group group = named.getValue();
        out.text(named.getKey().name(), KeyStateLimits.GROUP_NAME_BYTES);
        writeOptional(group.cutover(), out);
        out.text(group.log(), KeyStateLimits.LOG_IDENTITY_BYTES).u32(group.generation());
        out.flag(group.undecided()).index(group.applied()).index(group.registered());
        out.index(group.audit().count()).count(group.audit().recent().size(), AuditTrail.KEPT);
        group.audit().recent().forEach(record -> AuditFormat.write(record, out));
    }

    private static Map.Entry<GroupId, Group> readGroup(WireReader in) {
        GroupId name = readGroupName(in);
        OptionalLong cutover = readOptional(in);
        String log = in.text(KeyStateLimits.LOG_IDENTITY_BYTES);
        int generation = in.u31();
        return entry(name, new Group(log, generation, cutover, in.flag(), in.index(), in.index(), readTrail(in)));
    }

    static GroupId readGroupName(WireReader in) {
        String name = in.text(KeyStateLimits.GROUP_NAME_BYTES);
        if (name.isEmpty() || name.length() > GroupId.MAX_LENGTH) {
            throw in.malformed("a group's name has 1 to " + GroupId.MAX_LENGTH + " characters, found " + name.length());
        }
        return new GroupId(name);
    }

    private static AuditTrail readTrail(WireReader in) {
        long count = in.index();
        List<AuditRecord> recent = new ArrayList<>();
        for (int rest = in.count(AuditTrail.KEPT, AuditFormat.MIN_SIZE); rest > 0; rest--) {
            recent.add(AuditFormat.read(in));
        }
        return new AuditTrail(count, recent);
    }

    private static Map.Entry<Row, Writer> readRow(WireReader in) {
        return entry(RegistryCodec.readRow(in), RegistryCodec.readWriter(in));
    }

    private static void writeOptional(OptionalLong index, WireWriter out) {
        out.flag(index.isPresent());
        index.ifPresent(out::index);
    }

    private static OptionalLong readOptional(WireReader in) {
        return in.flag() ? OptionalLong.of(in.index()) : OptionalLong.empty();
    }

    private static <K, V> void writeMap(
            SortedMap<K, V> map, int max, WireWriter out, Consumer<Map.Entry<K, V>> element) {
        out.count(map.size(), max);
        map.entrySet().forEach(element);
    }

    private static <K extends Comparable<? super K>, V> SortedMap<K, V> readMap(
            WireReader in, int max, int each, Function<WireReader, Map.Entry<K, V>> element) {
        SortedMap<K, V> map = new TreeMap<>();
        for (int rest = in.count(max, each); rest > 0; rest--) {
            Map.Entry<K, V> next = element.apply(in);
            if (!map.isEmpty() && map.lastKey().compareTo(next.getKey()) >= 0) {
                throw in.malformed(next.getKey() + " does not stand in ascending order");
            }
            map.put(next.getKey(), next.getValue());
        }
        return map;
    }
}
