package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Limits;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.select.Providers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
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
    public boolean encryptionOff;
    public @Nullable String aeadId;
    public @Nullable AeadProvider aead;
    public @Nullable Engine engine;
    public @Nullable ModuleLayer layer;
    public @Nullable ClassLoader loader;
    public WrapInstaller installer = WrapInstaller.none();
    public SealListener listener = (event, group, text) -> {};
    public Limits limits = Limits.DEFAULT;
    public InstantSource clock = InstantSource.system();
    public SecureRandom random = new SecureRandom();
    public @Nullable SidecarStore store;
    public boolean adopt;
    public final Set<GroupId> cleartextGroups = new HashSet<>();
    public @Nullable Background background;

    Config checked() {
        requireSet(store == null ? directory : store, "directory");
        if (kek != null && kekUri != null) {
            throw refused("a KEK is given and one is named; say one of the two");
        }
        if (encryptionOff && (kek != null || kekUri != null)) {
            throw refused("encryption is off and a KEK is named; say one of the two");
        }
        if (kek != null && kek.anybodyCanWrap()) {
            throw refused("anybody can wrap under " + kek.description()
                    + ", so the sidecar's MAC needs a secret of its own, which this release does not have");
        }
        return new Config(
                requireSet(cluster, "cluster"),
                requireSet(node, "node"),
                control,
                requireSet(engine, "engine"),
                limits,
                listener,
                installer,
                clock,
                random);
    }

    Path directoryOrRefuse() {
        return requireSet(directory, "directory");
    }

    Providers providers() {
        return Providers.in(Optional.ofNullable(layer), Optional.ofNullable(loader));
    }

    Keyring newKeyring(Config config) {
        return new Keyring(aead == null ? namedAead() : aead, config.nodeId());
    }

    private AeadProvider namedAead() {
        return aeadId == null ? new JdkAeadProvider() : providers().aead(aeadId, JdkAeadProvider::new);
    }

    private static <T> T requireSet(@Nullable T value, String what) {
        if (value == null || value.equals("")) {
            throw refused(what + " is not set");
        }
        return value;
    }

    private static StartupRefusedException refused(String what) {
        return new StartupRefusedException(StartupRefusedException.Refusal.CONFIGURATION, what);
    }
}
