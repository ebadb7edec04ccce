package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The members that the reference knows: the keys, which are active, and what the control group's log has done. */
final class ReferenceMembers {
    /** What a reference node reads and writes. */
    static final int VERSION = 2;

    /** What it refuses: there are keys that it cannot seal under. */
    static final int VERSION_WITH_CIPHERS = 3;

    private static final int OLDEST_VERSION = 1;

    private ReferenceMembers() {}

    static long version(Members top) {
        JsonValue found = top.take("version").orElse(JsonValue.Num.of(0));
        long version =
                Members.whole(found, Long.MAX_VALUE).orElseThrow(() -> Damage.of("/version is not a whole number"));
        if (version < OLDEST_VERSION || version > VERSION_WITH_CIPHERS) {
            throw Damage.of(
                    Defect.SIDECAR_VERSION,
                    "its version is " + version + " and this program reads " + OLDEST_VERSION + " to "
                            + VERSION_WITH_CIPHERS);
        }
        return version;
    }

    /** Reads the keys. All ids are looked at before any key, so that a wrong id is what a reader is told about. */
    static SortedMap<DekId, KeyState.Key> keys(
            Members top, SortedMap<DekId, DekCipher> ciphers, ToLongFunction<DekId> wrapIndex) {
        Members all = top.object("keys");
        SortedMap<DekId, String> names = new TreeMap<>();
        all.names().forEach(name -> names.put(Numbers.keyId(name), name));
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>();
        names.forEach(
                (id, name) -> keys.put(id, KeyMembers.read(id, all.object(name), ciphers, wrapIndex.applyAsLong(id))));
        return keys;
    }

    static Map<Purpose, DekId> active(Members top, SortedMap<DekId, KeyState.Key> keys) {
        Members members = top.object("active");
        Map<Purpose, DekId> active = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.ofDeks()) {
            Numbers.optionalId(members, purpose.word()).ifPresent(id -> active.put(purpose, id));
        }
        active.forEach((purpose, id) -> checkActive(purpose, id, keys));
        return active;
    }

    private static void checkActive(Purpose purpose, DekId id, SortedMap<DekId, KeyState.Key> keys) {
        KeyState.Key key = keys.get(id);
        if (key == null) {
            throw Damage.of(
                    Defect.SIDECAR_ACTIVE_KEY_MISSING,
                    "the active " + purpose.word() + " key " + id + " is not among its keys");
        }
        if (key.purpose() != purpose) {
            throw Damage.of(
                    Defect.SIDECAR_ACTIVE_PURPOSE_MISMATCH,
                    "the active " + purpose.word() + " key " + id + " is a key for "
                            + key.purpose().word());
        }
    }

    /** Reads the storage cutover. Version 1 did not record its index: then it is 0, and present all the same. */
    static OptionalLong storageCutover(Members top) {
        long index = Numbers.index(top, "storage_envelope_cutover_index");
        if (top.flag("storage_envelope_active")) {
            return OptionalLong.of(index);
        }
        if (index != 0) {
            throw Damage.of("it has a storage cutover that is not active");
        }
        return OptionalLong.empty();
    }

    /** Reads what the control group's log has done, but for what the reference has no members for. */
    static Group control(Members top) {
        OptionalLong cutover = Numbers.optionalIndex(top, "raft_envelope_cutover_index");
        return new Group("", cutover, false, Numbers.index(top, "raft_applied_index"), 0);
    }

    static void write(long version, KeyState state, Group control, ObjectBuilder top) {
        top.number("version", version)
                .number("raft_applied_index", control.applied())
                .number("raft_envelope_cutover_index", control.cutover().orElse(0))
                .put(
                        "storage_envelope_active",
                        JsonValue.Word.of(state.storageCutover().isPresent()))
                .number("storage_envelope_cutover_index", state.storageCutover().orElse(0))
                .put("active", active(state))
                .put("keys", keys(state));
    }

    private static JsonValue active(KeyState state) {
        ObjectBuilder active = new ObjectBuilder();
        for (Purpose purpose : Purpose.ofDeks()) {
            active.number(
                    purpose.word(), state.activeDek(purpose).map(DekId::value).orElse(0L));
        }
        return active.build();
    }

    private static JsonValue keys(KeyState state) {
        ObjectBuilder keys = new ObjectBuilder();
        state.keys().forEach((id, key) -> keys.put(id.toString(), KeyMembers.write(key)));
        return keys.build();
    }
}
