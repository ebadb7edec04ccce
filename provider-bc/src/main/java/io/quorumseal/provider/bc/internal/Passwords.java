package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The password that a sealed file or key store is opened with. It is read once, when it is first needed, from exactly
 * one of a file, a file descriptor and the console.
 */
public final class Passwords implements Supplier<SecretBytes>, AutoCloseable {
    /** The options that say where a password comes from. */
    public static final Set<String> NAMES = Set.of("password-file", "password-fd", "password-console");

    private final Optional<Supplier<SecretBytes>> source;
    private @Nullable SecretBytes password;

    private Passwords(Optional<Supplier<SecretBytes>> source) {
        this.source = source;
    }

    /**
     * Tells where a password comes from; reads nothing.
     *
     * @param options which may say so
     * @param prefix stands before each name: empty, or {@code new-}
     * @param patience how long the end of a descriptor may take
     * @return the password, or an object that has none
     */
    public static Passwords in(Options options, String prefix, Duration patience) {
        return in(options, prefix, patience, PasswordText::fromConsole);
    }

    /**
     * As {@link #in}, for a password that does not exist yet: the console asks twice.
     *
     * @param options which may say so
     * @param prefix stands before each name: empty, or {@code new-}
     * @param patience how long the end of a descriptor may take
     * @return the password, or an object that has none
     */
    public static Passwords toSet(Options options, String prefix, Duration patience) {
        return in(options, prefix, patience, PasswordText::newFromConsole);
    }

    private static Passwords in(Options options, String prefix, Duration patience, Supplier<SecretBytes> console) {
        List<Supplier<SecretBytes>> sources = new ArrayList<>();
        options.path(prefix + "password-file").ifPresent(path -> sources.add(() -> PasswordText.fromFile(path)));
        options.number(prefix + "password-fd")
                .ifPresent(number -> sources.add(() -> PasswordText.fromDescriptor(number, patience)));
        if (options.has(prefix + "password-console")) {
            sources.add(console);
        }
        if (sources.size() > 1) {
            throw options.wrong("it says twice where the password comes from; say it once");
        }
        return new Passwords(sources.stream().findAny());
    }

    /**
     * Tells whether a source was named.
     *
     * @return whether one was
     */
    public boolean isNamed() {
        return source.isPresent();
    }

    /** Tells whether a source was named and the password never asked for. */
    boolean isIdle() {
        return isNamed() && password == null;
    }

    /** Gives the password, which stays with this object. */
    @Override
    public SecretBytes get() {
        SecretBytes known = password;
        if (known == null) {
            known = source.orElseThrow(Passwords::unnamed).get();
            password = known;
        }
        return known;
    }

    private static KekException unnamed() {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "nothing says where the password comes from; add password-file=PATH, password-fd=NUMBER or"
                        + " password-console");
    }

    /** Zeroes the password. */
    @Override
    public void close() {
        if (password != null) {
            password.close();
        }
    }
}
