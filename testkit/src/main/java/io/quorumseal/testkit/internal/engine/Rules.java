package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Opened;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How a case disturbs what engines and runtimes say to each other. Everything passes, to begin with. */
final class Rules {
    volatile Opening opening = (node, at, open) -> open.get();
    volatile Beginning begun = node -> {};
    volatile Answering answering =
            (node, question) -> Optional.of(CompletableFuture.completedFuture(node + " heard " + question));
    volatile Importing importing = (node, imported) -> imported;
    volatile Starting starting = (node, engine) -> {};

    /** Instead of opening an entry. */
    interface Opening {
        Opened open(String node, LogPosition at, Supplier<Opened> open);
    }

    /** After a vendor's payload was begun, and before the engine has the proposal. */
    interface Beginning {
        void on(String node);
    }

    /** Answers one of the contract's questions; empty to have the runtime answer. */
    interface Answering {
        Optional<CompletionStage<String>> answer(String node, String question);
    }

    /** Instead of what importing came to. */
    interface Importing {
        CompletionStage<Void> imported(String node, CompletionStage<Void> imported);
    }

    /** Before a runtime is opened, when the engine's server does not run. */
    interface Starting {
        void on(String node, Engine engine) throws Exception;
    }
}
