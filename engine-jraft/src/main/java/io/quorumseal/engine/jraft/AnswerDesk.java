package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.QuorumSeal;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes other nodes' questions to the local runtime, once there is one. */
final class AnswerDesk implements RpcProcessor<Frame> {
    private final Supplier<Leadership> control;
    private volatile @Nullable QuorumSeal runtime;

    /**
     * Makes the desk.
     *
     * @param control this node's part in the control group
     */
    AnswerDesk(Supplier<Leadership> control) {
        this.control = control;
    }

    void serve(QuorumSeal opened) {
        runtime = opened;
    }

    /** A server that was shut down may still have connections. */
    void close() {
        runtime = null;
    }

    @Override
    public String interest() {
        return Frame.NAME;
    }

    @Override
    public void handleRequest(RpcContext context, Frame question) {
        boolean served = switch (question.kind()) {
            case Frame.ASK -> true;
            case Frame.ASK_LEADER, Frame.PING_LEADER -> leads();
            default -> false;
        };
        Optional<QuorumSeal> open = Optional.ofNullable(runtime).filter(opened -> served);
        if (open.isEmpty()) {
            context.sendResponse(Frame.of(Frame.NOT_SERVED));
        } else if (question.kind() == Frame.PING_LEADER) {
            context.sendResponse(Frame.of(Frame.ANSWER));
        } else {
            var unused = open.get()
                    .answer(question.content())
                    .thenAccept(answer -> context.sendResponse(new Frame(Frame.ANSWER, answer)));
        }
    }

    private boolean leads() {
        return control.get() instanceof Leadership.Leading leading && leading.ready();
    }
}
