package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.quorumseal.api.LogPosition;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A committed payload's way to the vendor's state machine, on the thread that applies the group. The leader applies what was
 * logged, too.
 *
 * <p>To halt is to give the entry back to JRaft as not applied: the node is in error from then on, and the entry is met again
 * after a restart.
 */
final class ApplyPath {
    private final HostedGroup hosted;

    ApplyPath(HostedGroup hosted) {
        this.hosted = hosted;
    }

    /**
     * Opens the entry that JRaft is at, and applies it if it is an encryption entry.
     *
     * @return the vendor's payload in memory of its own; empty if there is none for the vendor, be it because applying halted
     */
    Optional<ByteBuffer> open(Iterator log) {
        LogPosition position = new LogPosition(hosted.id(), log.getTerm(), log.getIndex());
        try {
            Opened opened = open(position, log.getData().asReadOnlyBuffer());
            if (opened instanceof Opened.Payload payload) {
                return Optional.of(copy(payload.plaintext()));
            }
            applied(position, log.done());
        } catch (Stall.Ended e) {
            hosted.leave();
            giveBack(log, e);
        } catch (RuntimeException | Error e) {
            hosted.halt(String.valueOf(e));
            giveBack(log, e);
        }
        return Optional.empty();
    }

    private Opened open(LogPosition position, ByteBuffer logged) {
        Opened opened = hosted.seal().open(position, logged);
        while (opened instanceof Opened.NotYet notYet) {
            Stall.await(hosted.group(), notYet.retry());
            opened = hosted.seal().open(position, logged);
        }
        return opened;
    }

    /** State machines are used to arrays of just the payload. */
    private static ByteBuffer copy(ByteBuffer plaintext) {
        byte[] bytes = new byte[plaintext.remaining()];
        plaintext.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static void applied(LogPosition position, Closure done) {
        if (done instanceof OwnTask own) {
            own.applied(position);
        }
    }

    private static void giveBack(Iterator log, Throwable error) {
        log.setErrorAndRollback(1, new Status(RaftError.ESTATEMACHINE, "%s", error));
    }
}
