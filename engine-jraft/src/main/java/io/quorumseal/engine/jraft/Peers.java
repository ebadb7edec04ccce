package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import java.io.IOException;
import java.time.Duration;

/** Single questions to single nodes, each sent once at most: Bolt sends nothing again. */
final class Peers implements AutoCloseable {
    private final RpcClient client;

    Peers() {
        client = RpcFactoryHelper.rpcFactory().createRpcClient();
        client.init(new RpcOptions());
    }

    /** Nothing of the question reached the runtime of the node. */
    static final class NotServedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotServedException(String message) {
            super(message);
        }
    }

    /** Asks a node, and blocks until it answers. */
    byte[] ask(PeerId node, Frame question, Duration timeout) throws IOException {
        try {
            Object answer = client.invokeSync(node.getEndpoint(), question, timeout.toMillis());
            return content(node, answer);
        } catch (RemotingException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static byte[] content(PeerId node, Object answer) throws IOException {
        if (answer instanceof Frame frame && frame.kind() == Frame.ANSWER) {
            return frame.content();
        }
        if (answer instanceof Frame frame && frame.kind() == Frame.NOT_SERVED) {
            throw new NotServedException(node + " does not lead the control group, or does not serve yet");
        }
        throw new IOException(node + " answers something else");
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
