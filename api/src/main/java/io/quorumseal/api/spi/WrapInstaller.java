package io.quorumseal.api.spi;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;

/**
 * Tells the node to seal a group's log payloads from here on. The Applier calls it on the thread that applies.
 *
 * <p>An implementation is idempotent: at start-up, at replay and at each rotation it is called again. It must not
 * propose, and must not wait for apply of any group. What it throws halts apply; the sidecar already says "cut over",
 * so the next start installs the wrap.
 */
@FunctionalInterface
public interface WrapInstaller {

    /**
     * Installs the wrap.
     *
     * @param group the group that is cut over
     * @param cutover the marker's index; payloads at higher indexes are sealed
     * @param activeRaftDek the DEK to seal under from now on
     */
    void install(GroupId group, long cutover, DekId activeRaftDek);

    /**
     * Gives an installer that installs nothing, for replicas that never propose.
     *
     * @return an installer that does nothing
     */
    static WrapInstaller none() {
        return (group, cutover, dek) -> {};
    }
}
