package io.quorumseal.core;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.Status.Setting.Source;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.start.Opening;
import io.quorumseal.core.internal.start.Settings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Says how a runtime is to be opened, and opens it. Not for use by several threads at a time. */
public final class Builder {
    private final Settings settings = new Settings();

    Builder() {}

    /**
     * Takes settings by their names, such as {@code quorumseal.kek} or {@code quorumseal.limits.kek-timeout}; the page
     * docs/settings.md has all of them. What a call of this builder says holds in place of a setting, whichever comes first.
     * {@link Status#settings} tells what is in force.
     *
     * <p>Names that do not begin with {@code quorumseal.} are somebody else's. No setting takes a secret: a KEK's URI
     * names the files that hold some.
     *
     * @param values names and texts; copied
     * @return this
     * @throws io.quorumseal.api.StartupRefusedException with refusal {@code CONFIGURATION} and all that is wrong: a name
     *     that is not known, a text that cannot be read, or what was set before, in another call or another spelling. No
     *     setting of this call is to be relied on then
     */
    public Builder settings(Map<String, String> values) {
        settings.take(Source.SETTINGS, values);
        return this;
    }

    /**
     * Takes settings from properties, and from their defaults, as {@link #settings(Map)} does.
     *
     * @param values the properties
     * @return this
     * @throws io.quorumseal.api.StartupRefusedException as from {@link #settings(Map)}
     */
    public Builder settings(Properties values) {
        Map<String, Object> all = new HashMap<>();
        values.forEach((name, value) -> {
            if (name instanceof String text) {
                all.put(text, value);
            }
        });
        values.stringPropertyNames().forEach(name -> all.put(name, values.getProperty(name)));
        settings.take(Source.SETTINGS, all);
        return this;
    }

    /**
     * Takes settings from environment variables, such as {@code QUORUMSEAL_KEK} or {@code QUORUMSEAL_LIMITS_KEK_TIMEOUT}:
     * the names of {@link #settings(Map)} in capitals, with an underscore for each other character. What is set to
     * nothing is not set. What is set here and among the settings, too, is refused.
     *
     * @param variables the environment, as {@link System#getenv()} gives it; variables that do not begin with
     *     {@code QUORUMSEAL_} are somebody else's
     * @return this
     * @throws io.quorumseal.api.StartupRefusedException as from {@link #settings(Map)}
     */
    public Builder environment(Map<String, String> variables) {
        settings.take(Source.ENVIRONMENT, variables);
        return this;
    }

    /**
     * Sets the node's data directory; the sidecar is kept in its folder {@code encryption}.
     *
     * @param value the directory; it has to be there, because a missing one may be a disk that is not mounted
     * @return this
     */
    public Builder directory(Path value) {
        settings.said("directory");
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
        settings.said("cluster");
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
        settings.said("node");
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
        settings.said("controlGroup");
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
        settings.said("kek");
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
        settings.said("kek");
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
        settings.said("previousKek");
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
        settings.said("previousKek");
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
        settings.said("encryptionOff");
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
        settings.said("aead");
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
        settings.said("aead");
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
     * @param folder the folder; it has to be there, it belongs to this node alone, and none is within another. An empty file that
     *     begins with {@code .quorumseal-} is put into it, and shows later that its disk is mounted
     * @return this
     */
    public Builder sealedFiles(Path folder) {
        settings.said("sealedFiles");
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
        settings.said("forgetSealedFiles");
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
        settings.said("limits");
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
        settings.said("rotation");
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
        settings.said("suite");
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
        settings.said("adoptSidecar");
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
        settings.said("cleartextInNewLog");
        settings.cleartextGroups.add(new GroupId(group));
        return this;
    }

    /**
     * Has the node seen by management clients, as a {@link NodeMXBean} in the platform's server of this process, until the
     * runtime closes. Needs the module {@code java.management}.
     *
     * @return this
     */
    public Builder mxbean() {
        settings.said("mxbean");
        settings.mxbean = true;
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
