package io.quorumseal.example.kv.ratis;

import io.quorumseal.example.kv.client.Peer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/** The one Raft group of the store, as clients and nodes name it to each other. */
public final class KvGroup {
    private KvGroup() {}

    /**
     * Makes the group.
     *
     * @param log the name of its log, from which the log has its identity
     * @param peers its members
     * @return the group
     */
    public static RaftGroup of(String log, List<Peer> peers) {
        UUID identity = UUID.nameUUIDFromBytes(log.getBytes(StandardCharsets.UTF_8));
        return RaftGroup.valueOf(RaftGroupId.valueOf(identity), peers(peers));
    }

    static List<RaftPeer> peers(List<Peer> peers) {
        return peers.stream().map(KvGroup::peer).toList();
    }

    static RaftPeer peer(Peer peer) {
        return RaftPeer.newBuilder()
                .setId(peer.name())
                .setAddress(peer.address())
                .build();
    }
}
