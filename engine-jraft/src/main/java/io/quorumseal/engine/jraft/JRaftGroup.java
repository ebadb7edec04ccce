package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.option.NodeOptions;
import io.quorumseal.api.GroupId;
import java.nio.charset.StandardCharsets;

/**
 * A group of JRaft that a node hosts.
 *
 * <p>JRaft gives a log no identity, so the vendor does: a text that is the same on all members and that no other log ever
 * had, such as a random UUID that is made with the group and stands in its configuration. A group that begins anew, as after
 * a restore into empty directories, needs another one. It is written beside the log when the log is made, and a log of another
 * identity is refused at the start.
 *
 * @param id JRaft's name of the group, 1 to 200 characters; it is what the runtime calls the group, too
 * @param log the identity of the group's log, 1 to {@value #MAX_LOG_IDENTITY} bytes in UTF-8 without control characters
 * @param options what the group's node is going to be started with, the state machine included. {@link JRaftEngine#host}
 *     puts its own state machine and service factory there, around those that it finds
 */
public record JRaftGroup(String id, String log, NodeOptions options) {
    /** The longest identity of a log, in bytes. */
    public static final int MAX_LOG_IDENTITY = 1_024;

    /**
     * Checks what can be checked before the node starts.
     *
     * @param id as of the record
     * @param log as of the record
     * @param options as of the record
     * @throws IllegalArgumentException if the identity cannot be one, or a directory is not set
     */
    public JRaftGroup {
        GroupId unused = new GroupId(id);
        checkIdentity(id, log);
        checkDirectory(id, "logUri", options.getLogUri());
        checkDirectory(id, "raftMetaUri", options.getRaftMetaUri());
        checkDirectory(id, "snapshotUri", options.getSnapshotUri());
    }

    /** What the runtime calls the group. */
    GroupId name() {
        return new GroupId(id);
    }

    private static void checkIdentity(String id, String log) {
        int size = log.getBytes(StandardCharsets.UTF_8).length;
        if (size < 1 || size > MAX_LOG_IDENTITY || log.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the identity of the log of group " + id + " has " + size
                    + " bytes, or control characters in it; it has 1 to " + MAX_LOG_IDENTITY
                    + " bytes and none, such as a random UUID");
        }
    }

    private static void checkDirectory(String id, String option, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("group " + id + " has no " + option
                    + ": log, Raft's own state and snapshots each need a directory; set it in its NodeOptions");
        }
    }
}
