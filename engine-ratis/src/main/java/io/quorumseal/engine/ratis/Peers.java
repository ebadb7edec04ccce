package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * Single read requests to single servers. The rpc is used below Ratis's client, which would send a question again by
 * itself: a question may be asked once only, and only the runtime knows what asking again means.
 */
final class Peers implements AutoCloseable {
    private static final long ANY_COMMIT = -1;

    private final RaftClient client;

    Peers(RaftProperties properties, @Nullable Parameters parameters, RaftGroup group, Duration answerTimeout) {
        RaftProperties own = new RaftProperties(properties);
        RaftClientConfigKeys.Rpc.setRequestTimeout(
                own, TimeDuration.valueOf(answerTimeout.toMillis(), TimeUnit.MILLISECONDS));
        this.client = RaftClient.newBuilder()
                .setProperties(own)
                .setParameters(parameters)
                .setRaftGroup(group)
                .build();
    }

    /** Nothing of the request reached the runtime of the server. */
    static final class NotServedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotServedException(Throwable cause) {
            super(cause);
        }
    }

    void know(Collection<RaftPeer> peers) {
        client.getClientRpc().addRaftPeers(List.copyOf(peers));
    }

    /** Asks a server that answers only as a leader that is ready. Blocks. */
    Message askAsLeader(RaftPeerId server, Message question, long timeoutMillis) throws IOException {
        return send(server, question, RaftClientRequest.readRequestType(true), timeoutMillis);
    }

    /** Asks a server, whatever its part in the group. Blocks. */
    Message ask(RaftPeerId server, Message question) throws IOException {
        return send(server, question, RaftClientRequest.staleReadRequestType(ANY_COMMIT), 0);
    }

    private Message send(RaftPeerId server, Message question, RaftClientRequest.Type type, long timeoutMillis)
            throws IOException {
        RaftClientRpc rpc = client.getClientRpc();
        try {
            return content(rpc.sendRequest(RaftClientRequest.newBuilder()
                    .setClientId(client.getId())
                    .setServerId(server)
                    .setGroupId(client.getGroupId())
                    .setCallId(CallId.getAndIncrement())
                    .setMessage(question)
                    .setType(type)
                    .setTimeoutMs(timeoutMillis)
                    .build()));
        } catch (IOException e) {
            reconnect(rpc, server, e);
            throw e;
        }
    }

    /** A channel that failed to connect would wait longer and longer before it tries again. */
    private static void reconnect(RaftClientRpc rpc, RaftPeerId server, IOException error) {
        if (rpc.shouldReconnect(error)) {
            rpc.handleException(server, error, true);
        }
    }

    private static Message content(RaftClientReply reply) throws IOException {
        Exception error = reply.getException();
        if (error instanceof NotLeaderException || error instanceof ServerNotReadyException) {
            throw new NotServedException(error);
        }
        if (error != null) {
            throw new IOException(error);
        }
        return reply.getMessage();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
