package io.quorumseal.core.internal.start;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.KekListener;
import io.quorumseal.core.Limits;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.Status;
import io.quorumseal.core.Status.Setting.Source;
import io.quorumseal.core.ValueStore;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.kek.Pacing;
import io.quorumseal.core.internal.key.Grants;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.runtime.Management;
import io.quorumseal.core.internal.select.Providers;
import io.quorumseal.core.internal.work.Background;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.GuardedListener;
import io.quorumseal.core.internal.work.LogListener;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the builder was told; checked when the runtime opens. */
public final class Settings {
    public @Nullable Path directory;
    public @Nullable String cluster;
    public @Nullable String node;
    public GroupId control = new GroupId("control");
    public @Nullable String kekUri;
    public @Nullable Kek kek;
    public final List<KekSource> previousKeks = new ArrayList<>();
    public KekListener kekListener = call -> {};
    public Pacing kekPacing = Pacing.real();
    public boolean encryptionOff;
    public @Nullable String aeadId;
    public @Nullable AeadProvider aead;
    public @Nullable Engine engine;
    public Optional<ValueStore> valueStore = Optional.empty();
    public @Nullable ModuleLayer layer;
    public @Nullable ClassLoader loader;
    public WrapInstaller installer = WrapInstaller.none();
    public SealListener listener = new LogListener();
    public Limits limits = Limits.DEFAULT;
    public RotationPolicy rotation = RotationPolicy.NEVER;
    public int suite = DekCipher.NEWEST_SUITE;
    public InstantSource clock = InstantSource.system();
    public SecureRandom random = new SecureRandom();
    public @Nullable SidecarStore store;
    public boolean adopt;
    public boolean mxbean;
    public final Set<GroupId> cleartextGroups = new HashSet<>();
    public @Nullable Background background;
    public FileOps fileOps = new RealFileOps();
    public final Set<Path> folders = new LinkedHashSet<>();
    public final Set<Path> forgottenFolders = new LinkedHashSet<>();
    private final Given given = new Given();
    private final Set<Setting> said = EnumSet.noneOf(Setting.class);

    /** Takes settings from outside; what a call of the builder says holds in their place. */
    public void take(Source source, Map<String, ? extends @Nullable Object> texts) {
        given.take(source, texts);
    }

    /** Notes that a call of the builder said something, so that no setting does. */
    public void said(String call) {
        said.addAll(Setting.of(call));
    }

    void settle(Setting setting) {
        given.find(setting).filter(one -> !said.contains(setting)).ifPresent(one -> {
            try {
                one.value().putInto(this);
            } catch (IllegalArgumentException e) {
                throw refused(one.name() + " contradicts another setting: " + e.getMessage());
            }
        });
    }

    private Status.Setting inForce(Setting setting) {
        Source outside = given.find(setting).map(Given.One::source).orElse(Source.DEFAULT);
        boolean byBuilder = said.contains(setting);
        return new Status.Setting(
                setting.dotted(),
                Shown.of(setting.inForce(this)),
                byBuilder ? Source.BUILDER : outside,
                byBuilder && outside != Source.DEFAULT);
    }

    Config checked() {
        Arrays.stream(Setting.values()).forEach(this::settle);
        directoryOrStore();
        checkKek();
        if (suite != DekCipher.FIRST_SUITE && rotation.hardSeals() > 0) {
            throw refused("suite is " + suite
                    + ", and a hard limit is set: it counts nonces over all openings of the node, and"
                    + " those of that suite are not counted. Leave hardSeals at 0, and rotate by seals or age; if the"
                    + " cluster's DEKs are of suite 1, say suite(1)");
        }
        if (mxbean && !Management.isPresent()) {
            throw refused(
                    "mxbean() is called, or quorumseal.mxbean set, and the module java.management is not there: nobody"
                            + " could see the node. Add the module to the run-time image, or by --add-modules, or leave out mxbean");
        }
        String cluster = requireName(this.cluster, "cluster", "wrapped keys are bound to its name");
        String node = requireName(this.node, "node", "its nonces are made from its name");
        return new Config(
                cluster,
                node,
                control,
                requireSet(engine, "engine", "without it there is no log to carry the keys"),
                valueStore,
                limits,
                rotation,
                new GuardedListener(node, listener),
                installer,
                clock,
                random,
                suite,
                mxbean,
                Arrays.stream(Setting.values()).map(this::inForce).toList());
    }

    private void directoryOrStore() {
        if (store == null) {
            directoryOrRefuse();
        }
    }

    private void checkKek() {
        if (kek != null && kekUri != null) {
            throw refused("a KEK is given and one is named: what is sealed under one cannot be read with the other;"
                    + " say one of the two");
        }
        if (encryptionOff && (kek != null || kekUri != null || !previousKeks.isEmpty())) {
            throw refused("encryption is off and a KEK is named: what is meant to be sealed may be written in"
                    + " cleartext; say one of the two");
        }
    }

    /** Tells the KEK that wraps, if encryption is on and one is named. */
    Optional<KekSource> currentKek() {
        return kek != null
                ? Optional.of(new KekSource.Given(kek))
                : Optional.ofNullable(kekUri).map(KekSource.Named::new);
    }

    Path directoryOrRefuse() {
        return requireSet(directory, "directory", "the node's keys and its opening number are kept in it");
    }

    Providers providers() {
        return Providers.in(Optional.ofNullable(layer), Optional.ofNullable(loader));
    }

    Keyring newKeyring(Config config, Sidecar.Local local) {
        Grants grants = new Grants(config.rotation().hardSeals(), local.sealsGranted());
        return new Keyring(aead(), config.nodeId(), grants);
    }

    /** The AEAD provider that is given or named; always the same. */
    AeadProvider aead() {
        if (aead == null) {
            aead = aeadId == null ? new JdkAeadProvider() : providers().aead(aeadId, JdkAeadProvider::new);
        }
        return aead;
    }

    /** The same, once it has made a cipher here: what it needs beside its jar may be missing, as a native library. */
    AeadProvider workingAead() {
        AeadProvider chosen = aead();
        try (SecretBytes nobodys = SecretBytes.take(new byte[32])) {
            chosen.opener(nobodys).close();
            return chosen;
        } catch (StartupRefusedException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new StartupRefusedException(
                    StartupRefusedException.Refusal.CONFIGURATION,
                    "the cipher " + chosen.id() + " does not work here: " + e + ". Nothing is lost: complete what it"
                            + " needs, and start again",
                    e);
        }
    }

    private static <T> T requireSet(@Nullable T value, String what, String why) {
        if (value == null || value.equals("")) {
            throw refused(what + " is not set: " + why + ". Set it with " + what + "(…)" + orBySetting(what));
        }
        return value;
    }

    private static String orBySetting(String call) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.call().equals(call))
                .map(setting -> ", " + setting.dotted() + " or " + setting.variable())
                .findFirst()
                .orElse("");
    }

    private static String requireName(@Nullable String value, String what, String why) {
        String name = requireSet(value, what, why);
        if (name.length() > Config.MAX_NAME_LENGTH) {
            throw refused(what + " has " + name.length() + " characters: " + why + ", and the sidecar has no room for"
                    + " more than " + Config.MAX_NAME_LENGTH + ". Choose a shorter one");
        }
        if (!name.equals(name.strip()) || name.codePoints().anyMatch(Shown::isUnseen)) {
            throw refused(
                    what + " is \"" + Shown.of(name) + "\", with spaces around it or characters that nobody sees: "
                            + why + ", and it looks like another one. Choose one without them");
        }
        return name;
    }

    private static StartupRefusedException refused(String what) {
        return new StartupRefusedException(StartupRefusedException.Refusal.CONFIGURATION, what);
    }
}
