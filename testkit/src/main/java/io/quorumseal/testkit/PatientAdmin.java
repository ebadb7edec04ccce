package io.quorumseal.testkit;

import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Has changes made in a cluster in which anybody may be elected at any time: asks again while the answer is a
 * {@link RetryableException}, for at most half a minute, as operators and scripts have to.
 */
public final class PatientAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private PatientAdmin() {}

    /**
     * Makes an administration that is patient.
     *
     * @param whom finds the administration to ask, each time anew
     * @return one whose methods throw a retryable error only if it was still the answer after half a minute. A change that is
     *     made by an attempt whose outcome was not known answers {@link Admin.Result#already}
     */
    public static Admin of(Supplier<Admin> whom) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> patiently(whom, method, arguments));
    }

    private static Object patiently(Supplier<Admin> whom, Method method, Object[] arguments) throws Throwable {
        long begin = System.nanoTime();
        while (true) {
            try {
                return method.invoke(whom.get(), arguments);
            } catch (InvocationTargetException e) {
                Throwable failure = e.getCause();
                if (!(failure instanceof RetryableException) || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw failure;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
