package com.example.vendor;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A vendor's process: opens a runtime with the KEK of a URI, in a directory. In no package of a module. */
public final class OpensByUri {
    private OpensByUri() {}

    /**
     * Prints what it came to.
     *
     * @param arguments the URI and the directory
     */
    public static void main(String[] arguments) {
        Engine engine = (Engine) Proxy.newProxyInstance(
                OpensByUri.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, parameters) ->
                        method.getReturnType() == CompletionStage.class ? nobody() : nothing(method.getReturnType()));
        try {
            QuorumSeal.builder()
                    .directory(Path.of(arguments[1]))
                    .cluster("c")
                    .node("n1")
                    .kek(arguments[0])
                    .engine(engine)
                    .open()
                    .close();
            System.out.println("opened");
        } catch (RuntimeException e) {
            System.out.println(e.getMessage());
        }
    }

    /** An engine without logs, groups and members. */
    private static Object nothing(Class<?> type) {
        if (type == List.class) {
            return List.of();
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == boolean.class) {
            return false;
        }
        return type == Engine.Append.class ? Engine.Append.INDEX_KNOWN : new Engine.Leadership.Following();
    }

    private static CompletionStage<byte[]> nobody() {
        return CompletableFuture.failedFuture(new RetryableException(Reason.NO_ANSWER, "nobody is there"));
    }
}
