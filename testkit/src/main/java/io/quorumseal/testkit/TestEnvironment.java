package io.quorumseal.testkit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What the environment tells a provider's tests about the server that they need. */
public final class TestEnvironment {
    private TestEnvironment() {}

    /**
     * Reads a variable. Without it the test is skipped, and that is printed; where tests have to be complete, which
     * {@code CI=true} says, it fails.
     *
     * @param variable its name
     * @param remedy what to do to get it, one line
     * @return its value
     */
    @SuppressWarnings(
            "SystemOut") // JUnit keeps the reason to itself, and says nothing of a test factory that is skipped
    public static String require(String variable, String remedy) {
        String value = System.getenv(variable);
        if (value != null) {
            return value;
        }
        String why = variable + " is not set; " + remedy;
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            return Assertions.fail(why);
        }
        System.out.println("SKIPPED in " + caller() + ": " + why);
        return Assumptions.abort(why);
    }

    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.endsWith("Test"))
                        .findFirst())
                .orElse("a test");
    }
}
