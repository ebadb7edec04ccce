package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Named values of a URI's query or of a command line. Messages quote names, never values: somebody may have put a
 * secret there.
 */
public final class Options {
    private static final List<String> SECRETS =
            List.of("password", "passwd", "passphrase", "pass", "pin", "secret", "key");

    private final String where;
    private final Map<String, String> values;

    private Options(String where, Map<String, String> values) {
        this.where = where;
        this.values = values;
    }

    /**
     * Reads options.
     *
     * @param where names the place in messages, without a secret
     * @param texts each {@code name=value}, or {@code name} for one without value
     * @param known the names there are
     * @return the options
     * @throws KekException of kind {@code MISCONFIGURED} if a name is unknown or stands there twice
     */
    public static Options parse(String where, List<String> texts, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            checkKnown(where, name, known);
            if (values.put(name, equals < 0 ? "" : text.substring(equals + 1)) != null) {
                throw wrong(where, name + " stands there twice; write it once");
            }
        }
        return new Options(where, values);
    }

    private static void checkKnown(String where, String name, Set<String> known) {
        if (known.contains(name)) {
            return;
        }
        String list = known.isEmpty() ? "there are none" : "known are " + String.join(", ", new TreeSet<>(known));
        if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
            throw wrong(
                    where,
                    "a secret does not belong there: process lists, configuration and logs show it. Change it, and say"
                            + " where it comes from instead; " + list);
        }
        // A wrongly placed value would be quoted here if it had no name.
        throw wrong(where, "an unknown parameter" + (isName(name) ? " " + name : "") + " stands there; " + list);
    }

    private static boolean isName(String text) {
        return text.matches("[a-z]{1,12}(-[a-z]{1,12}){0,3}");
    }

    /**
     * Tells whether an option is there.
     *
     * @param name its name
     * @return whether it is, with or without value
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Gives a value.
     *
     * @param name its name
     * @return the value; empty if the option is not there
     * @throws KekException if it is there without a value
     */
    public Optional<String> find(String name) {
        String value = values.get(name);
        if (value != null && value.isEmpty()) {
            throw wrong(name + " has no value; write " + name + "=…");
        }
        return Optional.ofNullable(value);
    }

    /**
     * Gives a value that has to be there.
     *
     * @param name its name
     * @return the value
     */
    public String require(String name) {
        return find(name).orElseThrow(() -> wrong(name + " is missing; add " + name + "=…"));
    }

    /**
     * Gives a path.
     *
     * @param name its name
     * @return the path; empty if the option is not there
     */
    public Optional<Path> path(String name) {
        try {
            return find(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw wrong(name + " is no path; write it as the operating system does");
        }
    }

    /**
     * Gives a number.
     *
     * @param name its name
     * @return the number, from 0; empty if the option is not there
     */
    public Optional<Integer> number(String name) {
        return find(name).map(text -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw wrong(name + " is no number");
            }
            return Integer.valueOf(text);
        });
    }

    /**
     * Makes an error about these options.
     *
     * @param why what is wrong and what to do
     * @return the error
     */
    public KekException wrong(String why) {
        return wrong(where, why);
    }

    private static KekException wrong(String where, String why) {
        return new KekException(KekException.Kind.MISCONFIGURED, where + ": " + why);
    }
}
