package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import io.quorumseal.example.kv.client.Peer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends frames to nodes, each once, and knows who led last. Safe for use by several threads. */
final class Line implements AutoCloseable {
    private volatile List<Peer> peers;
    private final AtomicInteger known = new AtomicInteger();
    private final RpcClient rpc;

    Line(List<Peer> peers) {
        this.peers = List.copyOf(peers);
        this.rpc = RpcFactoryHelper.rpcFactory().createRpcClient();
        rpc.init(new RpcOptions());
    }

    static Endpoint endpoint(String address) {
        int colon = address.lastIndexOf(':');
        return new Endpoint(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    Peer peer(String node) {
        return peers.stream()
                .filter(peer -> peer.name().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + node + " among " + peers));
    }

    /** Is told that the nodes are others now. */
    void know(List<Peer> members) {
        peers = List.copyOf(members);
    }

    /** Asks whoever led last; after an answer that somebody else leads, or none, another one is next. */
    Frame ask(Frame request, int timeoutMillis) throws IOException {
        List<Peer> members = peers;
        int asked = known.get() % members.size();
        try {
            Frame answer = ask(members.get(asked), request, timeoutMillis);
            if (answer.kind() == Frame.Kind.NOT_LEADER) {
                known.set(leader(members, answer.text(), asked));
            }
            return answer;
        } catch (IOException e) {
            known.set(asked + 1);
            throw e;
        }
    }

    private static int leader(List<Peer> members, String address, int asked) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).address().equals(address)) {
                return i;
            }
        }
        return asked + 1;
    }

    /** Asks a node. */
    Frame ask(Peer peer, Frame request, int timeoutMillis) throws IOException {
        try {
            return (Frame) rpc.invokeSync(endpoint(peer.address()), request, timeoutMillis);
        } catch (RemotingException e) {
            throw new IOException("%s does not answer %s".formatted(peer, request), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() {
        rpc.shutdown();
    }
}
