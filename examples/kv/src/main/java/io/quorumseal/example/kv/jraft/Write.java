package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import io.quorumseal.example.kv.jraft.Frame.Kind;
import java.util.function.Consumer;

/** A client's write on its way through the log; answers once. */
final class Write implements Closure {
    private final Consumer<Frame> answer;

    Write(Consumer<Frame> answer) {
        this.answer = answer;
    }

    /** It is applied here. */
    void applied(long index) {
        answer.accept(Frame.done(index));
    }

    /** What QuorumSeal refuses it tells by two codes of its own. What JRaft gives up, another leader may still commit. */
    @Override
    public void run(Status status) {
        Kind kind = switch (status.getRaftError()) {
            case EAGAIN -> Kind.NOT_NOW;
            case EINVAL -> Kind.REFUSED;
            default -> Kind.UNKNOWN;
        };
        answer.accept(Frame.of(kind, status.toString()));
    }
}
