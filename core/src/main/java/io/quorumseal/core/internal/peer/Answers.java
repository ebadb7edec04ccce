package io.quorumseal.core.internal.peer;

import io.quorumseal.api.KekException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.kek.KekTrouble;
import io.quorumseal.core.internal.work.Futures;

/** Errors as they travel between runtimes. */
public final class Answers {
    private Answers() {}

    public static PeerMessage.Failed failed(Throwable failure) {
        Throwable cause = Futures.cause(failure);
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof RejectedException e) {
            return new PeerMessage.Failed(false, e.reason().name(), text);
        }
        if (cause instanceof RetryableException e) {
            return new PeerMessage.Failed(true, e.reason().name(), text);
        }
        return cause instanceof KekException e
                ? new PeerMessage.Failed(true, KekTrouble.reason(e.kind()).name(), KekTrouble.ofChange(e))
                : new PeerMessage.Failed(true, RetryableException.Reason.NO_ANSWER.name(), text);
    }

    public static QuorumSealException failure(PeerMessage.Failed failed) {
        try {
            return failed.retry()
                    ? new RetryableException(RetryableException.Reason.valueOf(failed.reason()), failed.text())
                    : new RejectedException(RejectedException.Reason.valueOf(failed.reason()), failed.text());
        } catch (IllegalArgumentException unknownReason) {
            return new RetryableException(
                    RetryableException.Reason.NO_ANSWER, failed.reason() + ": " + failed.text(), unknownReason);
        }
    }

    /** Whether a question failed before it was sent. */
    public static boolean nothingDone(Throwable failure) {
        return Futures.cause(failure) instanceof RetryableException retry
                && (retry.reason() == RetryableException.Reason.GATE_CLOSED
                        || retry.reason() == RetryableException.Reason.KEK_REFUSES
                        || retry.reason() == RetryableException.Reason.KEK_UNREACHABLE);
    }

    public static boolean isRegistrationRefused(QuorumSealException failure) {
        return failure instanceof RejectedException rejected
                && rejected.reason() == RejectedException.Reason.REGISTRATION_REFUSED;
    }
}
