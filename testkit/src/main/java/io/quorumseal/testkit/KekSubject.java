package io.quorumseal.testkit;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.proxy.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A working KEK under test, and what can be done to it from outside: as an operator, or as the network, would.
 *
 * <p>Each case of {@link KekContract} gets a subject of its own, so that a case may rotate, disable or delete the
 * key. What a subject offers decides which cases apply. A case that does not apply has to be named in
 * {@link #notApplicable} with the reason; what every KEK must do cannot be named there.
 */
public interface KekSubject extends Closeable {

    /** Something done to the key from outside. */
    @FunctionalInterface
    interface Action {
        /**
         * Does it, and returns when it has taken effect.
         *
         * @throws Exception if it could not be done
         */
        void run() throws Exception;
    }

    /**
     * Gives the provider under test.
     *
     * @return the provider, as {@link java.util.ServiceLoader} would make it
     */
    KekProvider provider();

    /**
     * Names a KEK that works.
     *
     * @return its URI; the same at each call
     */
    String uri();

    /**
     * Names another key of the same provider.
     *
     * @return its URI
     */
    String otherUri();

    /**
     * Makes a new version of the key of {@link #uri()}, the newest.
     *
     * @return the action; empty where keys have no versions
     */
    default Optional<Action> rotate() {
        return Optional.empty();
    }

    /**
     * Makes all versions of the key but the newest unusable.
     *
     * @return the action; empty where that cannot be done
     */
    default Optional<Action> disableOldVersions() {
        return Optional.empty();
    }

    /**
     * Disables the key of {@link #uri()}.
     *
     * @return the action; empty where that cannot be done
     */
    default Optional<Action> disableKey() {
        return Optional.empty();
    }

    /**
     * Deletes the key of {@link #uri()}, or schedules its deletion.
     *
     * @return the action; empty where that cannot be done
     */
    default Optional<Action> deleteKey() {
        return Optional.empty();
    }

    /**
     * Names the key of {@link #uri()} with credentials that may not use it.
     *
     * @return the URI; empty where that cannot be had
     */
    default Optional<String> deniedUri() {
        return Optional.empty();
    }

    /**
     * Tells how calls leave the process, and thus how what is out there is made slow.
     *
     * @return the way; the same at each call
     */
    Reach reach();

    /**
     * Gives the service's own error answers for kinds of failure that the server under test does not produce by
     * itself, as documented by the service. They are given through the proxy of {@link #reach()}.
     *
     * @return the answer for each such kind
     */
    default Map<KekException.Kind, Fault> answers() {
        return Map.of();
    }

    /**
     * Tells what else must never show in a text: the content of a key file, a token.
     *
     * @return the secrets that the subject knows
     */
    default List<byte[]> secrets() {
        return List.of();
    }

    /**
     * Tells which cases do not apply.
     *
     * @return the reason for each case, by the case's name, or by that of its family as in {@code network.*}; printed
     *     in the table
     */
    default Map<String, String> notApplicable() {
        return Map.of();
    }

    /**
     * Removes what the subject made.
     *
     * @throws IOException if that failed
     */
    @Override
    void close() throws IOException;
}
