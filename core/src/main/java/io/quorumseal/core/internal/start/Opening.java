package io.quorumseal.core.internal.start;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.flight.Span;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.kek.KekChain;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.kek.KekWatch;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.kek.NoKeys;
import io.quorumseal.core.internal.kek.Unlocking;
import io.quorumseal.core.internal.key.Hkdf;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.WarmUp;
import io.quorumseal.core.internal.member.Counted;
import io.quorumseal.core.internal.member.Importer;
import io.quorumseal.core.internal.member.Joining;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.OwnRegistrations;
import io.quorumseal.core.internal.node.KeyEpochs;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.node.SealBudget;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.runtime.SealRuntime;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.core.internal.sidecar.KeptDeks;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import io.quorumseal.core.internal.work.Background;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.Stalls;
import io.quorumseal.core.internal.work.Tally;
import io.quorumseal.core.internal.work.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a runtime. The lock is taken before anything is read; everything that needs no peer is checked before the
 * opening number is raised, so that a refused start burns none; the number is durable before the first nonce.
 */
public final class Opening {
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    private final Settings settings;
    private @Nullable WarmUp warmUp;

    public Opening(Settings settings) {
        this.settings = settings;
    }

    /** Checks everything and opens. */
    public QuorumSeal open() {
        Config config = settings.checked();
        Span span = Flight.recorder().open(config.cluster(), config.node());
        String outcome = "FAILED";
        try {
            QuorumSeal opened = open(config);
            outcome = "OPENED";
            return opened;
        } catch (StartupRefusedException e) {
            outcome = e.refusal().name();
            throw e;
        } finally {
            span.end(outcome);
        }
    }

    private QuorumSeal open(Config config) {
        SidecarStore store = settings.store != null
                ? settings.store
                : FileSidecarStore.open(settings.directoryOrRefuse(), settings.fileOps);
        try {
            store.probe();
            return open(config, store);
        } catch (RuntimeException | Error e) {
            endWarmUp();
            store.close();
            throw e;
        }
    }

    private void endWarmUp() {
        if (warmUp != null) {
            warmUp.close();
        }
    }

    private QuorumSeal open(Config config, SidecarStore store) {
        SidecarCodec codec = new SidecarCodec(config.control());
        Optional<byte[]> file = store.read();
        Recovery recovery = new Recovery(config, settings.cleartextGroups);
        if (settings.encryptionOff) {
            StartupGuards.checkOffIsSafe(file, codec, recovery);
            return assemble(
                    config, store, codec, StartupGuards.keyless(file, codec, config), Optional.empty(), recovery);
        }
        KekSource current = settings.currentKek()
                .orElseThrow(() -> new StartupRefusedException(
                        Refusal.NO_KEK,
                        "encryption is on and no KEK is named: keys could be neither read nor made. Name one with"
                                + " kek(…), quorumseal.kek or QUORUMSEAL_KEK, or say encryptionOff()"));
        StartupGuards.checkNotMissing(file, recovery);
        Hkdf.prepare();
        Sidecar sidecar = file.map(bytes -> StartupGuards.decoded(bytes, codec, config))
                .orElseGet(() -> StartupGuards.fresh(config, recovery));
        if (!sidecar.state().bootstrapped()) {
            Rehearsal.run(config);
        }
        // The KEK may be far away: while it is waited for, there is nothing else to do.
        warmUp = WarmUp.begun(
                settings.workingAead(),
                suitesInUse(sidecar.state(), config),
                config.limits().warmUp());
        KekChain kek = Keks.open(settings, current);
        try {
            return unlocked(config, store, codec, file, sidecar, kek, recovery);
        } catch (KekException e) {
            kek.close();
            throw Unlocking.refusal(e);
        } catch (RuntimeException | Error e) {
            kek.close();
            throw e;
        }
    }

    private static Set<Integer> suitesInUse(KeyState state, Config config) {
        return state.bootstrapped()
                ? state.active().values().stream()
                        .flatMap(dek -> Stream.ofNullable(state.keys().get(dek)))
                        .map(key -> key.cipher().suite())
                        .collect(Collectors.toSet())
                : Set.of(config.suite());
    }

    private QuorumSeal unlocked(
            Config config,
            SidecarStore store,
            SidecarCodec codec,
            Optional<byte[]> file,
            Sidecar read,
            KekChain kek,
            Recovery recovery) {
        Unlocking unlocking = new Unlocking(config, kek, settings.newKeyring(config, read.local()));
        try {
            unlocking.unlock(read);
            Sidecar sidecar = file.map(bytes -> StartupGuards.checkedByMac(
                            config, bytes, codec, unlocking.macKeys(), read, recovery, settings.adopt))
                    .orElse(read);
            unlocking.unlockKept(sidecar.local().kept().values());
            recovery.checkIdentities(sidecar.state());
            recovery.checkBinds(sidecar.state());
            Sidecar recovered = recovery.unmet(sidecar, KeptDeks.with(sidecar, recovery.applyTo(sidecar, unlocking)));
            Sidecar.Local local = recovered.local();
            unlocking.unlockKept(local.kept().values());
            recovered = recovered.with(
                    local.withCleartextRefused(local.cleartextRefused() && !recovery.mayBringCleartext()));
            return assemble(config, store, codec, recovered, Optional.of(unlocking), recovery);
        } catch (RuntimeException | Error e) {
            unlocking.keyring().close();
            throw e;
        }
    }

    private QuorumSeal assemble(
            Config config,
            SidecarStore store,
            SidecarCodec codec,
            Sidecar sidecar,
            Optional<Unlocking> unlocking,
            Recovery recovery) {
        NamedFolders folders = new NamedFolders(
                        settings.fileOps,
                        Optional.ofNullable(settings.directory),
                        sidecar.local().folders())
                .with(settings.folders, settings.forgottenFolders);
        LocalEpoch opening = nextOpening(config, sidecar);
        StartupGuards.checkOpeningIsNew(config, sidecar.state(), opening);
        Keyring keyring =
                unlocking.map(Unlocking::keyring).orElseGet(() -> settings.newKeyring(config, sidecar.local()));
        KeyringMac macs = new KeyringMac(keyring, unlocking.map(Unlocking::kek));
        SidecarKeeper keeper = new SidecarKeeper(store, codec, macs, sidecar, config.clock());
        Background background = settings.background != null ? settings.background : new Threads(config.node());
        Stalls stalls = new Stalls(background);
        Tally tally = new Tally();
        Optional<KekWatch> watch = unlocking.map(
                u -> new KekWatch(config, u.kek(), settings.currentKek().flatMap(KekSource::scheme), background));
        Optional<KekDesk> desk =
                watch.map(w -> new KekDesk(config, unlocking.orElseThrow().kek(), w, keyring, stalls, tally));
        KeyApplier applier = new KeyApplier(
                config.control(),
                new Durable(keeper),
                desk.<KeyApplier.Keys>map(keys -> keys).orElseGet(NoKeys::new),
                installer(config),
                config.clock(),
                () -> epochs(keeper));
        SealBudget budget = new SealBudget(config, keeper, keyring);
        keyring.grantsKeptBy(budget);
        Node node = new Node(config, keyring, macs, keeper, applier, desk, watch, background, stalls, tally, budget);
        OwnRegistrations own =
                new OwnRegistrations(config.nodeId(), config.random().nextLong());
        Membership membership = new Membership(node, own, new Importer(node), new Joining(node));
        FileDesk files = new FileDesk(node, membership, settings.fileOps, folders.folders());
        SealRuntime runtime = new SealRuntime(node, membership, files, () -> {
            endWarmUp();
            unlocking.map(Unlocking::kek).ifPresent(KekChain::close);
            store.close();
        });
        try {
            raise(node, unlocking, opening, folders);
            if (unlocking.isPresent()) {
                registered(runtime, node, sidecar);
                recovery.checkNotBehind(node.state(), keyring);
            }
            recovery.pending().forEach(runtime::importLater);
            runtime.opened();
            unlocking.ifPresent(encrypting -> tellOfHindrances(config));
            tellOfFolders(config, folders);
            return runtime;
        } catch (RuntimeException | Error e) {
            runtime.close();
            throw e;
        }
    }

    private static void tellOfHindrances(Config config) {
        config.engine()
                .hindrances(config.control())
                .forEach(hindrance -> config.tell(
                        Event.TROUBLE, "purge and retire may find that something old is kept by " + hindrance.text()));
    }

    private static void tellOfFolders(Config config, NamedFolders folders) {
        if (!folders.notNamed().isEmpty()) {
            config.tell(
                    Event.TROUBLE,
                    "folders of sealed files that were named before are not named now, and are looked at as before: "
                            + String.join(", ", folders.notNamed())
                            + ". Name them with sealedFiles(…), or give them up with forgetSealedFiles(…)");
        }
    }

    /** Numbers come to an end only where nonces are made of them; without keys, the cluster's may be such. */
    private static LocalEpoch nextOpening(Config config, Sidecar sidecar) {
        int last = lastOpening(sidecar);
        if (sidecar.state().bootstrapped() && Counted.active(sidecar.state()).isEmpty()) {
            return new LocalEpoch(Math.min(last + 1, LocalEpoch.MAX));
        }
        if (last == LocalEpoch.MAX) {
            throw new StartupRefusedException(
                    Refusal.OPENINGS_SPENT,
                    "node " + config.node() + " was opened " + last
                            + " times, and its nonces have no room for one more:"
                            + " they would repeat. Replace it by a new node with an empty directory and another name");
        }
        if (last + 1 >= config.limits().openingWarning()) {
            config.tell(
                    Event.OPENINGS_RUN_OUT,
                    "opening " + (last + 1) + " of " + LocalEpoch.MAX + "; replace the node by a new one soon");
        }
        return new LocalEpoch(last + 1);
    }

    /** A file of the reference has no opening number, but for each DEK the last epoch that its nonces were made in. */
    private static int lastOpening(Sidecar sidecar) {
        return sidecar.state().keys().values().stream()
                .mapToInt(key -> key.epoch().value())
                .reduce(sidecar.local().opening().value(), Math::max);
    }

    private static void raise(Node node, Optional<Unlocking> unlocking, LocalEpoch opening, NamedFolders folders) {
        Optional<String> fingerprint = unlocking.flatMap(u -> u.kek().fingerprint());
        node.keeper().update(sidecar -> {
            Sidecar.Local known = sidecar.local();
            Sidecar.Local local = new Sidecar.Local(
                    node.config().cluster(),
                    node.config().node(),
                    opening,
                    fingerprint.or(known::kekFingerprint),
                    known.cleartextRefused(),
                    known.joining(),
                    known.sealsGranted(),
                    known.kept(),
                    known.unmet(),
                    folders.remembered());
            return new Sidecar(KeyEpochs.raised(sidecar.state(), opening), local, sidecar.unknown());
        });
        node.keyring().startSealing(opening);
    }

    /**
     * A start that the leader refused before it did anything has sealed nothing, and gives its number back: a rolled-back
     * node that is started again and again would come to one that the cluster does not know. Where a question may have
     * got through, the number may stand in the registry, and is spent.
     */
    private static void registered(SealRuntime runtime, Node node, Sidecar before) {
        LocalEpoch opening = node.opening();
        boolean mayBeRegistered = false;
        String why = "";
        long deadline =
                System.nanoTime() + node.config().limits().registerTimeout().toNanos();
        while (true) {
            try {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                PeerMessage unused = node.background().await(runtime.registrar().ask(), left);
                return;
            } catch (RetryableException e) {
                mayBeRegistered |= !Answers.nothingDone(e);
                why = why.isEmpty() || !(e.getCause() instanceof TimeoutException)
                        ? String.valueOf(e.getMessage())
                        : why;
                if (System.nanoTime() + ASK_AGAIN.toNanos() > deadline) {
                    node.config().tell(Event.NOT_REGISTERED_YET, "not registered yet, going on: " + why);
                    return;
                }
                node.background().await(node.stalls().after(ASK_AGAIN), ASK_AGAIN.multipliedBy(10));
            } catch (QuorumSealException e) {
                boolean untouched = !mayBeRegistered && node.opening().equals(opening);
                if (untouched && Answers.isRegistrationRefused(e)) {
                    giveBack(node, before);
                }
                throw refusal(e);
            }
        }
    }

    private static void giveBack(Node node, Sidecar before) {
        Sidecar unused = node.keeper()
                .update(raised -> before.with(
                        before.local().withSealsGranted(raised.local().sealsGranted())));
    }

    private static StartupRefusedException refusal(QuorumSealException e) {
        if (e instanceof StartupRefusedException refused) {
            return refused;
        }
        return e instanceof KekException kek
                ? Unlocking.refusal(kek)
                : new StartupRefusedException(
                        Refusal.REGISTRATION_REFUSED,
                        "the cluster refuses to register this opening: " + e.getMessage(),
                        e);
    }

    static Map<Purpose, LocalEpoch> epochs(SidecarKeeper keeper) {
        LocalEpoch opening = keeper.current().local().opening();
        return Map.of(Purpose.STORAGE, opening, Purpose.RAFT, opening);
    }

    private static WrapInstaller installer(Config config) {
        return (group, cutover, dek) -> {
            config.installer().install(group, cutover, dek);
            config.listener().on(Event.WRAP_INSTALLED, group, "sealing behind index " + cutover + " under DEK " + dek);
        };
    }

    record Durable(SidecarKeeper keeper) implements KeyApplier.Durable {
        @Override
        public KeyState state() {
            return keeper.current().state();
        }

        @Override
        public void write(KeyState next) {
            Sidecar unused = keeper.update(sidecar -> KeptDeks.with(sidecar, next));
        }

        @Override
        public int fileSize(KeyState next) {
            return keeper.fileSize(next);
        }
    }
}
