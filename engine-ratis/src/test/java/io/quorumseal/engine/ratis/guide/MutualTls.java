package io.quorumseal.engine.ratis.guide;

import java.io.File;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;

/** Mutual TLS between members, and with clients that have another authority. */
public final class MutualTls {
    private MutualTls() {}

    public static Parameters ofNode(File key, File certificate, File members, File membersAndClients) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, new GrpcTlsConfig(key, certificate, members, true));
        GrpcConfigKeys.Client.setTlsConf(parameters, new GrpcTlsConfig(key, certificate, membersAndClients, true));
        return parameters;
    }

    public static void ports(RaftProperties properties, int raftPort, int clientPort) {
        GrpcConfigKeys.Server.setPort(properties, raftPort);
        GrpcConfigKeys.Client.setPort(properties, clientPort);
    }

    public static RaftPeer peer(String id, String host, int raftPort, int clientPort) {
        return RaftPeer.newBuilder()
                .setId(id)
                .setAddress(host + ":" + raftPort)
                .setClientAddress(host + ":" + clientPort)
                .build();
    }

    public static RaftClient client(RaftGroup raftGroup, File key, File certificate, File members) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, new GrpcTlsConfig(key, certificate, members, true));
        return RaftClient.newBuilder()
                .setProperties(new RaftProperties())
                .setParameters(parameters)
                .setRaftGroup(raftGroup)
                .build();
    }
}
