package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.Limits;
import io.quorumseal.core.SealListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
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
    public @Nullable SidecarStore store;
    public boolean adopt;
    public final Set<GroupId> cleartextGroups = new HashSet<>();
}
