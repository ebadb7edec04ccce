package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.DekStatus.Limit;
import io.quorumseal.core.DekStatus.Word;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.internal.apply.Audit;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts together what is known here of each DEK.
 *
 * @param keys the key state
 * @param needs what tells what needs a DEK that is not active
 * @param now the present
 */
record Overview(Node node, KeyState keys, Supplier<Function<KeyState.Key, List<String>>> needs, Instant now) {

    SortedMap<DekId, DekStatus> deks() {
        Map<Long, String> versions = versions();
        SortedMap<DekId, DekStatus> each = new TreeMap<>();
        for (DekId active : keys.active().values()) {
            each.put(active, dek(Objects.requireNonNull(keys.keys().get(active)), Word.ACTIVE, List.of(), versions));
        }
        SortedMap<DekId, KeyState.Key> old =
                new TreeMap<>(node.keeper().current().local().kept());
        old.putAll(keys.keys());
        old.keySet().removeAll(each.keySet());
        if (!old.isEmpty()) {
            Function<KeyState.Key, List<String>> known = needs.get();
            old.forEach((id, key) -> each.put(id, dek(key, word(id), known.apply(key), versions)));
        }
        return each;
    }

    private Word word(DekId old) {
        return keys.keys().containsKey(old) ? Word.REPLACED : Word.KEPT;
    }

    /** Which version of the KEK the rewraps wrapped under that are remembered, by their indexes. */
    private Map<Long, String> versions() {
        Map<Long, String> versions = new HashMap<>();
        for (AuditRecord record : keys.group(node.config().control()).audit().recent()) {
            Audit.kekVersion(record).ifPresent(version -> versions.put(record.index(), version));
        }
        return versions;
    }

    private DekStatus dek(KeyState.Key key, Word word, List<String> needed, Map<Long, String> versions) {
        DekId id = key.dek().id();
        Optional<Dek> live = node.keyring().find(id);
        long seals = live.map(dek -> dek.counter().used()).orElse(0L);
        long bytes = live.map(Dek::bytesSealed).orElse(0L);
        long granted = node.keeper().current().local().sealsGranted().getOrDefault(id, 0L);
        Duration age = key.created().isBefore(now) ? Duration.between(key.created(), now) : Duration.ZERO;
        return new DekStatus(
                id,
                key.purpose(),
                key.cipher().suite(),
                word,
                key.created(),
                age,
                Optional.ofNullable(versions.get(key.wrapIndex())),
                seals,
                bytes,
                granted,
                word == Word.ACTIVE ? limits(age, seals, bytes, granted) : new TreeMap<>(),
                needed);
    }

    private SortedMap<Limit, Double> limits(Duration age, long seals, long bytes, long granted) {
        RotationPolicy policy = node.config().rotation();
        SortedMap<Limit, Double> limits = new TreeMap<>();
        put(limits, Limit.AGE, age.toMillis(), policy.age().toMillis());
        put(limits, Limit.SEALS, seals, policy.seals());
        put(limits, Limit.BYTES, bytes, policy.bytes());
        put(limits, Limit.HARD_SEALS, granted, policy.hardSeals());
        return limits;
    }

    private static void put(SortedMap<Limit, Double> limits, Limit limit, long used, long most) {
        if (most > 0) {
            limits.put(limit, used / (double) most);
        }
    }
}
