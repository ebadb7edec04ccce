package io.quorumseal.testkit.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Puts something in the place of one method of an object. */
final class Around {
    private Around() {}

    /** The method as it was. */
    interface Right {
        Object call(Object... args) throws Throwable;
    }

    /** What is called instead. */
    interface Instead {
        @Nullable
        Object call(Right right, Object[] args) throws Throwable;
    }

    static <T> T method(Class<T> type, T right, String name, Instead instead) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Right asItWas = args -> {
                        try {
                            return method.invoke(right, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    };
                    Object[] args = given == null ? new Object[0] : given;
                    return method.getName().equals(name) ? instead.call(asItWas, args) : asItWas.call(args);
                }));
    }
}
