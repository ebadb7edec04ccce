package io.quorumseal.example.kv.node;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import io.quorumseal.example.kv.backup.Backups;
import io.quorumseal.example.kv.files.Snapshot;
import io.quorumseal.example.kv.store.KvReplica;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.RaftHost;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What can be asked of a node. */
final class Commands {
    private final QuorumSeal seal;
    private final KvReplica replica;
    private final LongSupplier entries;

    private Commands(QuorumSeal seal, KvReplica replica, LongSupplier entries) {
        this.entries = entries;
        this.seal = seal;
        this.replica = replica;
    }

    /**
     * Makes them.
     *
     * @param entries how many encryption entries this life has applied
     */
    static Map<String, Console.Command> of(QuorumSeal seal, KvReplica replica, LongSupplier entries) {
        Commands commands = new Commands(seal, replica, entries);
        Map<String, Console.Command> named = new TreeMap<>(commands.ofKeys());
        named.putAll(commands.ofRegistration());
        named.putAll(commands.ofStore());
        return named;
    }

    /** Makes those of a node that has a place for backups: of the newest snapshot. */
    static Map<String, Console.Command> ofBackups(Backups backups, RaftHost.Server server) {
        return Map.of("backup", arguments -> {
            Snapshot newest = server.newest()
                    .orElseThrow(() -> new IllegalStateException("there is no snapshot yet; take one first"));
            Path backup = backups.make(newest, arguments.get(0));
            return "%s has the snapshot through index %d".formatted(backup, newest.index());
        });
    }

    private Map<String, Console.Command> ofKeys() {
        Admin admin = seal.admin();
        Map<String, Console.Command> named = new TreeMap<>();
        named.put("bootstrap", arguments -> admin.bootstrap().text());
        named.put("enable-storage", arguments -> admin.enableStorageEnvelope().text());
        named.put(
                "enable-raft",
                arguments ->
                        admin.enableRaftEnvelope(new GroupId(KvServer.CONTROL)).text());
        named.put(
                "accept-new-log",
                arguments -> admin.acceptNewLog(new GroupId(KvServer.CONTROL)).text());
        named.put(
                "rotate",
                arguments -> admin.rotate(Purpose.valueOf(arguments.get(0).toUpperCase(Locale.ROOT)))
                        .text());
        named.put(
                "raise",
                arguments -> admin.raise(Purpose.valueOf(arguments.get(0).toUpperCase(Locale.ROOT)))
                        .text());
        named.put("rewrap", arguments -> admin.rewrap().text());
        named.put("resync", arguments -> admin.resync().text());
        named.put("rewrite", arguments -> progress(admin.rewrite()));
        named.put("purge", arguments -> progress(admin.purge()));
        named.put("keys", arguments -> keys());
        named.put("old-deks", arguments -> oldDeks());
        named.put("suites", arguments -> suites());
        named.put(
                "retire",
                arguments ->
                        admin.retire(DekId.of(Long.parseLong(arguments.get(0)))).text());
        return named;
    }

    private static String progress(Admin.Result result) {
        boolean failed = result.members().stream()
                .anyMatch(member -> member.outcome() == Outcome.FAILED || member.outcome() == Outcome.REFUSED);
        return (result.already() ? "done: " : failed ? "failed: " : "under way: ") + result.text();
    }

    private Map<String, Console.Command> ofRegistration() {
        return Map.of(
                "opening", arguments -> seal.status().opening().toString(),
                "entries", arguments -> Long.toString(entries.getAsLong()),
                "live-deks",
                        arguments ->
                                Integer.toString(seal.status().keys().keys().size()),
                "registered", arguments -> seal.status().health().registered() ? "yes" : "no");
    }

    /** The DEKs that are not active, and still there. */
    private String oldDeks() {
        KeyState keys = seal.status().keys();
        return keys.keys().keySet().stream()
                .filter(dek -> !keys.active().containsValue(dek))
                .map(DekId::toString)
                .collect(Collectors.joining(" "));
    }

    /** Those of the DEKs that are still there. */
    private String suites() {
        return seal.status().keys().keys().values().stream()
                .map(key -> Integer.toString(key.cipher().suite()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private Map<String, Console.Command> ofStore() {
        return Map.of(
                "await",
                        arguments -> {
                            replica.await(Long.parseLong(arguments.get(0)));
                            return "applied";
                        },
                "compact",
                        arguments -> {
                            replica.store().compact();
                            return "compacted";
                        },
                "digest", arguments -> Digest.of(replica.store(), seal.values()),
                "flush",
                        arguments -> {
                            replica.store().flush();
                            return "flushed";
                        },
                "status", arguments -> status());
    }

    private String status() {
        Status status = seal.status();
        return "storage=%s groups=%s installed=%d kek=%s %s"
                .formatted(
                        status.storage().mode(),
                        status.groups(),
                        replica.installs(),
                        kek(status.kek().health()),
                        status.counters());
    }

    private static String kek(KekHealth kek) {
        String why = kek instanceof KekHealth.Ill ill ? ": " + ill.why() : "";
        return kek.getClass().getSimpleName() + why;
    }

    /** The active DEKs, by purpose, and what was counted under each. */
    private String keys() {
        Status status = seal.status();
        String counted =
                status.storage().values().map(Status.Values::text).orElse("values: not counted in this opening");
        return "active=%s old=%s %s".formatted(new TreeMap<>(status.keys().active()), oldDeks(), counted);
    }
}
