package io.quorumseal.api.spi;

import java.util.Optional;

/** The environment variables of a process. A provider takes it as a parameter, so that a test can have its own. */
@FunctionalInterface
public interface Environment {

    /**
     * Tells a variable.
     *
     * @param name its name
     * @return its value without surrounding spaces; empty if it is not set, or blank
     */
    Optional<String> variable(String name);

    /**
     * Gives the environment that this process was started with.
     *
     * @return the environment
     */
    static Environment ofThisProcess() {
        return name ->
                Optional.ofNullable(System.getenv(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
