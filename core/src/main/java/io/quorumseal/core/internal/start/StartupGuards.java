package io.quorumseal.core.internal.start;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.change.RegistrationDesk;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.sidecar.Adoption;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import io.quorumseal.core.internal.work.Config;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The refusals that need nothing but this node's own files. */
final class StartupGuards {
    private StartupGuards() {}

    /** The sidecar of a node that has none yet. */
    static Sidecar fresh(Config config, Recovery recovery) {
        Sidecar empty = empty(config);
        return empty.with(empty.local().withJoining(recovery.isEmpty()));
    }

    static Sidecar empty(Config config) {
        return new Sidecar(
                KeyState.EMPTY,
                new Sidecar.Local(config.cluster(), config.node(), LocalEpoch.ZERO, Optional.empty()),
                new TreeMap<>());
    }

    /** The sidecar of a node on which encryption is off; it holds no keys, and so nobody could have made a MAC. */
    static Sidecar keyless(Optional<byte[]> file, SidecarCodec codec, Config config) {
        return file.map(bytes -> decoded(bytes, codec, config))
                .map(sidecar -> Adoption.believed(sidecar, SidecarMac.Verdict.ABSENT))
                .orElseGet(() -> empty(config));
    }

    static void checkOffIsSafe(Optional<byte[]> file, SidecarCodec codec, Recovery recovery) {
        boolean keys = file.isPresent() && holdsKeys(file.get(), codec);
        if (keys || recovery.holdsKeyState()) {
            throw new StartupRefusedException(
                    Refusal.ENCRYPTION_OFF,
                    "encryption is off and the directory holds keys: sealed data would be taken for cleartext and"
                            + " cleartext would be written where the cluster expects sealed data. Name the KEK");
        }
    }

    /** What cannot be read may hold keys. */
    private static boolean holdsKeys(byte[] file, SidecarCodec codec) {
        try {
            return !codec.decode(file).state().keys().isEmpty();
        } catch (MalformedException e) {
            return true;
        }
    }

    static void checkNotMissing(Optional<byte[]> file, Recovery recovery) {
        if (file.isEmpty() && recovery.holdsKeyState()) {
            throw new StartupRefusedException(
                    Refusal.SIDECAR_MISSING,
                    "the engine's files hold key state and there is no sidecar: which nonces this node has used is not"
                            + " known any more. Do not start it under this name again: start an empty directory under"
                            + " another node name and let it join");
        }
    }

    static Sidecar decoded(byte[] file, SidecarCodec codec, Config config) {
        Sidecar sidecar;
        try {
            sidecar = codec.decode(file);
        } catch (MalformedException e) {
            throw refusal(e);
        }
        checkIdentity("cluster", sidecar.local().cluster(), config.cluster());
        checkIdentity("node", sidecar.local().node(), config.node());
        return sidecar;
    }

    private static StartupRefusedException refusal(MalformedException e) {
        if (e.defect() == MalformedException.Defect.SIDECAR_VERSION) {
            return new StartupRefusedException(
                    Refusal.SIDECAR_VERSION,
                    e.getMessage()
                            + ". Rewriting it would lose what it says. Start the release that wrote it, or a later one",
                    e);
        }
        if (e.defect() == MalformedException.Defect.SIDECAR_CONTROL_GROUP) {
            return new StartupRefusedException(
                    Refusal.WRONG_IDENTITY,
                    e.getMessage()
                            + ". Its indexes would be taken for those of another log. Name the control group that"
                            + " the cluster has",
                    e);
        }
        return new StartupRefusedException(
                Refusal.SIDECAR_CORRUPT,
                e.getMessage()
                        + ". Which keys and nonces this node used is not known, and an older copy would repeat nonces."
                        + " Do not edit or delete the file: bring back its very bytes if the disk damaged them just"
                        + " now, otherwise replace the node by a new one under another name",
                e);
    }

    private static void checkIdentity(String what, String found, String wanted) {
        if (!found.isEmpty() && !found.equals(wanted)) {
            throw new StartupRefusedException(
                    Refusal.WRONG_IDENTITY,
                    "the directory belongs to " + what + " \"" + found + "\", the configuration says \"" + wanted
                            + "\": two nodes would make the same nonces, or keys would be bound to another cluster."
                            + " Name the right directory");
        }
    }

    /** What this node's own files say of registrations is as good a reason to refuse as what the leader says. */
    static void checkOpeningIsNew(Config config, KeyState state, LocalEpoch opening) {
        RegistrationDesk.objection(state, config.nodeId(), opening, Set.of()).ifPresent(why -> {
            throw new StartupRefusedException(
                    Refusal.REGISTRATION_REFUSED,
                    "the key state in this node's own files forbids this opening: " + why);
        });
    }

    /** Checks the file's MAC, and gives what of the file is believed. */
    static Sidecar checkedByMac(
            Config config,
            byte[] file,
            SidecarCodec codec,
            KeyringMac keys,
            Sidecar sidecar,
            Recovery recovery,
            boolean adopt) {
        SidecarMac.Verdict verdict = verdict(file, codec, keys);
        if (verdict == SidecarMac.Verdict.INVALID) {
            throw new StartupRefusedException(
                    Refusal.SIDECAR_MAC,
                    "the sidecar's MAC is wrong: somebody without its keys changed the file, or the disk did. It could"
                            + " turn sealing off or repeat nonces. Replace the node by a new one under another name; but if"
                            + " the KEK was changed from one that anybody can wrap under, first name that one by"
                            + " previousKek(…)");
        }
        if (Adoption.needed(sidecar.state(), verdict)) {
            checkAdopted(sidecar.state(), recovery, adopt);
        } else if (adopt && verdict == SidecarMac.Verdict.VALID) {
            config.tell(
                    SealListener.Event.TROUBLE,
                    "adoptSidecar() is called, or quorumseal.adopt-sidecar set, and the sidecar has a MAC: take that away."
                            + " While it is there, a sidecar from which somebody took the MAC is believed");
        }
        return Adoption.believed(sidecar, verdict);
    }

    private static SidecarMac.Verdict verdict(byte[] file, SidecarCodec codec, KeyringMac keys) {
        try {
            return new SidecarMac(codec).verify(file, keys);
        } catch (MalformedException e) {
            throw refusal(e);
        }
    }

    private static void checkAdopted(KeyState state, Recovery recovery, boolean adopt) {
        if (!adopt) {
            throw new StartupRefusedException(
                    Refusal.SIDECAR_NOT_ADOPTED,
                    "the sidecar has keys and no MAC: the reference implementation wrote it, or somebody took the MAC"
                            + " away, who could so turn sealing off or repeat nonces. If you know that it is whole,"
                            + " open once with adoptSidecar()");
        }
        Adoption.check(state, recovery.controlKeyState());
    }
}
