package io.quorumseal.testkit.disk;

import io.quorumseal.core.internal.disk.FileOps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** File operations of which one kind is left out, as a careless implementation would. */
final class Omitting {
    private Omitting() {}

    static FileOps without(FileOps real, String operation) {
        return wrap(FileOps.class, real, operation);
    }

    private static <T> T wrap(Class<T> type, T real, String operation) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) ->
                        method.getName().equals(operation) ? null : call(() -> method.invoke(real, args), operation)));
    }

    private interface Call {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object call(Call call, String operation) throws Throwable {
        try {
            Object result = call.run();
            return result instanceof FileOps.NewFile file ? wrap(FileOps.NewFile.class, file, operation) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
