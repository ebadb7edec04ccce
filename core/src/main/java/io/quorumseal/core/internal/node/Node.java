package io.quorumseal.core.internal.node;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.apply.Room;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.kek.KekWatch;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import io.quorumseal.core.internal.work.Background;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.Stalls;
import io.quorumseal.core.internal.work.Tally;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one runtime share.
 *
 * @param macs the keys of MACs
 * @param desk where DEKs come from; empty if encryption is off
 * @param watch how the KEK is doing; empty if encryption is off
 * @param budget the hard limit on seals
 */
public record Node(
        Config config,
        Keyring keyring,
        KeyringMac macs,
        SidecarKeeper keeper,
        KeyApplier applier,
        Optional<KekDesk> desk,
        Optional<KekWatch> watch,
        Background background,
        Stalls stalls,
        Tally tally,
        SealBudget budget) {
    /** What to do about a log that began anew. */
    public static final String WAY_OUT = "If the old log can still be brought back, stop the members and bring it back."
            + " If it is gone for good, accept the new one: accept-new-log";

    public KeyState state() {
        return keeper.current().state();
    }

    /** Whether a stored value that is said to be in cleartext is not passed on. */
    public boolean isCleartextRefused() {
        return keeper.current().local().cleartextRefused();
    }

    public LocalEpoch opening() {
        return keeper.current().local().opening();
    }

    /** This opening's registration under a DEK. */
    public Registration registration(DekId dek) {
        return new Registration(dek, config.nodeId(), opening());
    }

    public Optional<Dek> activeDek(Purpose purpose) {
        @Nullable DekId id = state().active().get(purpose);
        return id == null ? Optional.empty() : keyring.find(id);
    }

    public KekDesk deskOrRefuse() {
        return desk.orElseThrow(() -> new RejectedException(
                RejectedException.Reason.ENCRYPTION_OFF,
                "encryption is off on node " + config.node() + "; start it with a KEK"));
    }

    /** Whether payloads of a group are sealed at an index, as far as was applied here. */
    public boolean cutOverBefore(GroupId group, long index) {
        var cutover = state().group(group).cutover();
        return cutover.isPresent() && index > cutover.getAsLong();
    }

    /** The term in which this node leads a group and may append, if it does. */
    public Optional<Leadership.Leading> leadingReady(GroupId group) {
        return leading(group)
                .filter(leading ->
                        leading.lastIndex() >= state().group(group).cutover().orElse(0))
                .filter(leading -> !cutovers().isUnmet(group));
    }

    /** The term in which this node leads a group, ready, whatever the key state says of the group's log. */
    public Optional<Leadership.Leading> leading(GroupId group) {
        return config.engine().leadership(group) instanceof Leadership.Leading leading && leading.ready()
                ? Optional.of(leading)
                : Optional.empty();
    }

    /** Which cutovers were met. */
    public Cutovers cutovers() {
        return new Cutovers(keeper, applier);
    }

    /**
     * Says so if this node leads a group whose log ends before its cutover, or does not have it, and hence admits nothing. A
     * leader has all that was ever applied.
     */
    public Optional<String> cutoverAboveLog(GroupId group) {
        long cutover = state().group(group).cutover().orElse(0);
        boolean unmet = cutovers().isUnmet(group);
        return leading(group)
                .filter(leading -> leading.lastIndex() < cutover || unmet)
                .map(leading -> endsBefore(group, leading)
                        + (leading.lastIndex() < cutover ? "before" : "and does not have") + " the cutover at "
                        + cutover
                        + ": that cutover is another log's, and payloads would pass in cleartext. " + WAY_OUT);
    }

    /**
     * Says so if this node leads a group whose log ends before what the key state says was applied of it. A leader has
     * all that was ever applied, so the key state is another log's, and every replica would take a new encryption entry
     * for one from before: it would change nothing. What is known is read first, as the log grows meanwhile.
     */
    public Optional<String> keysAboveLog(GroupId group) {
        KeyState.Group known = state().group(group);
        long through = Math.max(known.applied(), known.registered());
        return leading(group)
                .filter(leading -> leading.lastIndex() < through)
                .map(leading -> endsBefore(group, leading) + "and the key state says that it was applied through "
                        + through + ": that is another log, in which encryption entries would change nothing. "
                        + WAY_OUT);
    }

    private String endsBefore(GroupId group, Leadership.Leading leading) {
        return "node " + config.node() + " leads group " + group + ", whose log ends at " + leading.lastIndex() + ", ";
    }

    /** Says so if key state is soon full. */
    public void warnOfRoom() {
        Room.warning(state()).ifPresent(text -> config.tell(Event.LIMIT_NEAR, text));
    }

    /** Records the opening number for keys that a bootstrap recorded without one. */
    public void raiseKeyEpochs() {
        LocalEpoch opening = opening();
        boolean lower =
                state().keys().values().stream().anyMatch(key -> key.epoch().compareTo(opening) < 0);
        if (lower) {
            applier.change(state -> KeyEpochs.raised(state, opening));
        }
    }
}
