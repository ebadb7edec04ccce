package io.quorumseal.engine.ratis;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** What the adapter's transaction context carries as its state machine's own object. */
sealed interface Carried permits Carried.Refused, Carried.ForVendor, Carried.Answered, Write {

    /** Finds the vendor's context, if the vendor has made one. */
    default Optional<TransactionContext> vendor() {
        return Optional.empty();
    }

    /**
     * A client's write that was not let in.
     *
     * @param context the vendor's context
     */
    record Refused(TransactionContext context) implements Carried {
        @Override
        public Optional<TransactionContext> vendor() {
            return Optional.of(context);
        }
    }

    /**
     * An opened payload of the vendor's.
     *
     * @param context what the vendor's serial step returned
     */
    record ForVendor(TransactionContext context) implements Carried {
        @Override
        public Optional<TransactionContext> vendor() {
            return Optional.of(context);
        }
    }

    /**
     * An entry that the vendor does not see.
     *
     * @param reply what the client gets, if there is one
     */
    record Answered(CompletableFuture<Message> reply) implements Carried {}

    static Optional<Carried> of(TransactionContext context) {
        return context.getStateMachineContext() instanceof Carried carried ? Optional.of(carried) : Optional.empty();
    }

    static Optional<Write> write(TransactionContext context) {
        return of(context).filter(Write.class::isInstance).map(Write.class::cast);
    }

    /** Finds the bytes that stand in the log: on the leader they are not those of the context's entry. */
    static ByteString logged(TransactionContext context) {
        return write(context).map(Write::logged).orElseGet(() -> Entries.payload(context.getLogEntry()));
    }
}
