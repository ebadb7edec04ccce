package io.quorumseal.core;

import java.time.Duration;

/**
 * Every limit and time-out, with its default.
 *
 * @param holdTimeout how long a proposal waits while a cutover is under way; 5 s
 * @param adminTimeout how long a change of key state may take; 30 s
 * @param registerTimeout how long opening waits for an answer from the cluster before it goes on without one; 5 s
 * @param kekTimeout how long one call of the KEK may take; 10 s
 * @param stallRetry how long a stall on a KEK waits before it asks again; 1 s
 * @param probeWhenWell how long after the KEK was found well it is tested again; 60 s
 * @param probeWhenIll how long after it was found ill; 5 s
 * @param maxStorageKeySize the largest storage key, in bytes; 64 KiB
 * @param openingWarning the opening number from which the node warns that it has to be replaced; 60,000
 * @param rewriteBytesPerSecond how much a rewrite may go through per second, in bytes of stored values; 16 MiB
 * @param warmUp how long a start may, on a thread of its own, have the cipher compiled that the first payloads need; 1 s
 */
public record Limits(
        Duration holdTimeout,
        Duration adminTimeout,
        Duration registerTimeout,
        Duration kekTimeout,
        Duration stallRetry,
        Duration probeWhenWell,
        Duration probeWhenIll,
        int maxStorageKeySize,
        int openingWarning,
        long rewriteBytesPerSecond,
        Duration warmUp) {

    /** The defaults. */
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            64 * 1024,
            60_000,
            16 * 1024 * 1024,
            Duration.ofSeconds(1));

    /**
     * Replaces the time that a proposal waits.
     *
     * @param value the new time; zero does not wait
     * @return the changed limits
     */
    public Limits withHoldTimeout(Duration value) {
        return new Limits(
                value,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time that a change of key state may take.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withAdminTimeout(Duration value) {
        return new Limits(
                holdTimeout,
                value,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time that opening waits for the cluster.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withRegisterTimeout(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                value,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time that one call of the KEK may take.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withKekTimeout(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                value,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time between two attempts of a stalled apply.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withStallRetry(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                value,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time between two tests of a KEK that is well.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withProbeWhenWell(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                value,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the time between two tests of a KEK that is ill.
     *
     * @param value the new time
     * @return the changed limits
     */
    public Limits withProbeWhenIll(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                value,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the size of the largest storage key. Give it the same value on every node: one with a lower value stops
     * at a payload that the others apply.
     *
     * @param value the new size, in bytes, more than 0
     * @return the changed limits
     */
    public Limits withMaxStorageKeySize(int value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                value,
                openingWarning,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces the opening number from which the node warns.
     *
     * @param value the new number
     * @return the changed limits
     */
    public Limits withOpeningWarning(int value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                value,
                rewriteBytesPerSecond,
                warmUp);
    }

    /**
     * Replaces how much a rewrite may go through per second.
     *
     * @param value bytes of stored values, more than 0
     * @return the changed limits
     */
    public Limits withRewriteBytesPerSecond(long value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                value,
                warmUp);
    }

    /**
     * Replaces the time that having the cipher compiled may take. Opening does not wait for it. Small messages are sealed and
     * opened under keys that serve nothing else, once in a process for each provider.
     *
     * @param value the new time; zero leaves it out, for a provider that writes down or pays for each message
     * @return the changed limits
     */
    public Limits withWarmUp(Duration value) {
        return new Limits(
                holdTimeout,
                adminTimeout,
                registerTimeout,
                kekTimeout,
                stallRetry,
                probeWhenWell,
                probeWhenIll,
                maxStorageKeySize,
                openingWarning,
                rewriteBytesPerSecond,
                value);
    }
}
