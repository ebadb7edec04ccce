package io.quorumseal.provider.bc;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;

/** Opens a runtime in a process of its own: with the KEK of a URI, in a directory. */
final class OpensByUri {
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
                (proxy, method, parameters) -> method.getReturnType() == List.class ? List.of() : null);
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
}
