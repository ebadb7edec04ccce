package io.quorumseal.core;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.start.Opening;
import io.quorumseal.core.internal.start.Settings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Says how a runtime is to be opened, and opens it. Not for use by several threads at a time. */
public final class Builder {
    private final Settings settings = new Settings();

    Builder() {}

    /**
     * Sets the node's data directory; the sidecar is kept in its folder {@code encryption}.
     *
     * @param value the directory; it has to be there, because a missing one may be a disk that is not mounted
     * @return this
     */
    public Builder directory(Path value) {
        settings.directory = value;
        return this;
    }

    /**
     * Sets the cluster's name, to which wrapped keys are bound. It can never be changed.
     *
     * @param value the name; at most 255 characters
     * @return this
     */
    public Builder cluster(String value) {
        settings.cluster = value;
        return this;
    }

    /**
     * Sets the node's name. It names one life of one data directory: a wiped directory comes back under another.
     *
     * @param value the name; at most 255 characters
     * @return this
     */
    public Builder node(String value) {
        settings.node = value;
        return this;
    }

    /**
     * Names the group whose log carries the key entries; {@code control} if not set.
     *
     * @param value the group
     * @return this
     */
    public Builder controlGroup(String value) {
        settings.control = new GroupId(value);
        return this;
    }

    /**
     * Names the KEK, under which new keys are wrapped; its scheme picks the provider.
     *
     * @param uri the KEK's URI, such as {@code file:/etc/orders/kek}
     * @return this
     */
    public Builder kek(String uri) {
        settings.kekUri = uri;
        return this;
    }

    /**
     * Sets the KEK.
     *
     * @param value the KEK; stays the caller's to close, after the runtime
     * @return this
     */
    public Builder kek(Kek value) {
        settings.kek = value;
        return this;
    }

    /**
     * Names a KEK that was in use before; may be called several times, for the latest KEK first. It is opened only if
     * the current one says that a key was wrapped under another ({@code WRONG_KEY}), and wraps nothing.
     *
     * @param uri as for {@link #kek(String)}
     * @return this
     */
    public Builder previousKek(String uri) {
        settings.previousKeks.add(new KekSource.Named(uri));
        return this;
    }

    /**
     * Adds a KEK that was in use before, as {@link #previousKek(String)} does.
     *
     * @param value the KEK; stays the caller's to close, after the runtime
     * @return this
     */
    public Builder previousKek(Kek value) {
        settings.previousKeks.add(new KekSource.Given(value));
        return this;
    }

    /**
     * Sets who is told of each call of a KEK.
     *
     * @param value the listener
     * @return this
     */
    public Builder kekListener(KekListener value) {
        settings.kekListener = value;
        return this;
    }

    /**
     * Opens with encryption off. A directory that holds keys is refused.
     *
     * @return this
     */
    public Builder encryptionOff() {
        settings.encryptionOff = true;
        return this;
    }

    /**
     * Names the cipher's provider; the JDK's AES-256-GCM if not set.
     *
     * @param id the provider's id
     * @return this
     */
    public Builder aead(String id) {
        settings.aeadId = id;
        return this;
    }

    /**
     * Sets the cipher's provider.
     *
     * @param value the provider
     * @return this
     */
    public Builder aead(AeadProvider value) {
        settings.aead = value;
        return this;
    }

    /**
     * Sets the Raft engine.
     *
     * @param value the engine
     * @return this
     */
    public Builder engine(Engine value) {
        settings.engine = value;
        return this;
    }

    /**
     * Sets the vendor's store of values. Without one, values cannot be rewritten and no storage DEK can be retired.
     *
     * @param value the store; asked only while the engine runs
     * @return this
     */
    public Builder valueStore(ValueStore value) {
        settings.valueStore = Optional.of(value);
        return this;
    }

    /**
     * Names a folder of sealed files ({@link QuorumSeal#files}); may be called several times. The node remembers it: what is
     * below it keeps its DEKs from being retired, in later openings too, also where they do not name it.
     *
     * @param folder the folder; it has to be there, it belongs to this node alone, and none is within another
     * @return this
     */
    public Builder sealedFiles(Path folder) {
        settings.folders.add(folder);
        return this;
    }

    /**
     * Forgets a folder of sealed files that an earlier opening named. What is sealed there may become unreadable: the DEKs
     * that it needs can be retired.
     *
     * @param folder the folder, which need not be there any more
     * @return this
     */
    public Builder forgetSealedFiles(Path folder) {
        settings.forgottenFolders.add(folder);
        return this;
    }

    /**
     * Looks for providers in a module layer and its parents, instead of where this library was loaded from.
     *
     * @param value the layer
     * @return this
     */
    public Builder modules(ModuleLayer value) {
        settings.layer = value;
        return this;
    }

    /**
     * Looks for providers in a class loader, instead of where this library was loaded from.
     *
     * @param value the class loader
     * @return this
     */
    public Builder classLoader(ClassLoader value) {
        settings.loader = value;
        return this;
    }

    /**
     * Has an installer of the vendor's called for each wrap, after the runtime's own.
     *
     * @param value the installer
     * @return this
     */
    public Builder wrapInstaller(WrapInstaller value) {
        settings.installer = value;
        return this;
    }

    /**
     * Sets who is told what happens.
     *
     * @param value the listener
     * @return this
     */
    public Builder listener(SealListener value) {
        settings.listener = value;
        return this;
    }

    /**
     * Sets limits and time-outs.
     *
     * @param value the limits
     * @return this
     */
    public Builder limits(Limits value) {
        settings.limits = value;
        return this;
    }

    /**
     * Sets when DEKs are rotated without anybody asking.
     *
     * @param value the policy; {@link RotationPolicy#NEVER} if it is not set
     * @return this
     */
    public Builder rotation(RotationPolicy value) {
        settings.rotation = value;
        return this;
    }

    /**
     * Sets the cipher suite that a bootstrap begins with; 2 by default. A cluster that has keys goes on with theirs, whatever
     * is set: see {@link Admin#raise}.
     *
     * @param value 2, XAES-256-GCM with nonces that need no memory, bound to group, log and place; or 1, AES-256-GCM with
     *     counted nonces, byte for byte as the reference has it
     * @return this
     * @throws IllegalArgumentException if there is no such suite
     */
    public Builder suite(int value) {
        if (!DekCipher.isKnown(value)) {
            throw new IllegalArgumentException("there are cipher suites " + DekCipher.FIRST_SUITE + " to "
                    + DekCipher.NEWEST_SUITE + ", and no " + value);
        }
        settings.suite = value;
        return this;
    }

    /**
     * Sets the clock that dates keys.
     *
     * @param value the clock
     * @return this
     */
    public Builder clock(InstantSource value) {
        settings.clock = value;
        return this;
    }

    /**
     * Keeps the sidecar somewhere other than in a file of the data directory.
     *
     * @param value the store, with its lock taken; closed with the runtime
     * @return this
     */
    public Builder sidecarStore(SidecarStore value) {
        settings.store = value;
        return this;
    }

    /**
     * Accepts, this once, a sidecar without a MAC, as the reference implementation writes it.
     *
     * @return this
     */
    public Builder adoptSidecar() {
        settings.adopt = true;
        return this;
    }

    /**
     * Decides that a group which was cut over in another log begins this log in cleartext, as after a restore from a
     * backup.
     *
     * @param group the group
     * @return this
     */
    public Builder cleartextInNewLog(String group) {
        settings.cleartextGroups.add(new GroupId(group));
        return this;
    }

    /**
     * Opens the runtime: takes the lock, checks everything, unwraps the keys, raises the opening number, and
     * registers with the cluster if it answers.
     *
     * @return the runtime
     * @throws io.quorumseal.api.StartupRefusedException if the node cannot start safely; the message says what was
     *     found, why it is dangerous and what to do
     */
    public QuorumSeal open() {
        return new Opening(settings).open();
    }
}
