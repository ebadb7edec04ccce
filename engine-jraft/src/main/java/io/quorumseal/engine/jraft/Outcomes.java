package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What JRaft's errors say of a task. The same code is given to tasks that were never appended and to tasks that were, and may
 * be committed by another leader; only the text differs. So what is not known here, by code and text, leaves the outcome unknown.
 */
final class Outcomes {
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal(RaftError.EPERM, "Is not leader\\.", Reason.GATE_CLOSED),
            new Refusal(RaftError.EPERM, "expected_term=\\d+ doesn't match current_term=\\d+", Reason.TERM_CHANGED),
            new Refusal(RaftError.EBUSY, "Is transferring leadership\\.", Reason.GATE_CLOSED),
            new Refusal(RaftError.EBUSY, "Node \\S+ log manager is busy\\.", Reason.BUSY),
            new Refusal(RaftError.EBUSY, "Node is busy, has too many tasks, .*", Reason.BUSY),
            new Refusal(RaftError.EINTERNAL, "Fail to append task\\.", Reason.GATE_CLOSED),
            new Refusal(RaftError.ENODESHUTDOWN, "Node is shutting down\\.", Reason.GATE_CLOSED));

    private Outcomes() {}

    private record Refusal(RaftError code, Pattern text, Reason reason) {
        Refusal(RaftError code, String text, Reason reason) {
            this(code, Pattern.compile(text), reason);
        }

        boolean is(Status status) {
            return status.getCode() == code.getNumber()
                    && text.matcher(String.valueOf(status.getErrorMsg())).matches();
        }
    }

    /**
     * Makes the error of a task that failed.
     *
     * @return a {@link RetryableException} only if the task was provably not appended
     */
    static RuntimeException of(Status status) {
        Optional<Refusal> refusal =
                REFUSALS.stream().filter(known -> known.is(status)).findFirst();
        return refusal.<RuntimeException>map(
                        known -> new RetryableException(known.reason, "not appended, try again: " + status))
                .orElseGet(() -> new IllegalStateException("nobody knows whether the entry was appended: " + status));
    }
}
