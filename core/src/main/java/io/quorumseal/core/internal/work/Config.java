package io.quorumseal.core.internal.work;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.WrapInstaller;
import io.quorumseal.core.Limits;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.Status;
import io.quorumseal.core.ValueStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a runtime was opened with, checked.
 *
 * @param suite the cipher suite that a new cluster begins in
 * @param mxbean whether management clients see the node
 * @param inForce all settings, as status tells them
 */
public record Config(
        String cluster,
        String node,
        GroupId control,
        Engine engine,
        Optional<ValueStore> valueStore,
        Limits limits,
        RotationPolicy rotation,
        GuardedListener listener,
        WrapInstaller installer,
        InstantSource clock,
        SecureRandom random,
        int suite,
        boolean mxbean,
        List<Status.Setting> inForce) {
    /** Characters of the cluster's name, and of a node's: they stand in the sidecar and in messages. */
    public static final int MAX_NAME_LENGTH = 255;

    public NodeId nodeId() {
        return NodeId.ofName(node);
    }

    public void tell(SealListener.Event event, String text) {
        listener.on(event, control, text);
    }
}
