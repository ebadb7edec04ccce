package io.quorumseal.provider.bc;

import io.quorumseal.api.KekException;
import io.quorumseal.provider.bc.internal.Options;
import io.quorumseal.provider.bc.internal.Passwords;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The program that makes the files of KEKs. Exit codes: 0 done, 1 failed, 2 used wrongly. */
final class KeyFileTool {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String NEW = "new-";
    private static final String KEEP = "; keep a copy in another safe place, without it the data is lost";
    private static final Set<String> COMMANDS = Set.of("sealed", "seal", "reseal", "keypair");
    private static final Set<String> COSTS = Set.of("memory-kib", "passes", "lanes");

    private KeyFileTool() {}

    /** Does what the arguments say. */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        List<String> words =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).toList();
        List<String> options = Arrays.stream(args)
                .filter(arg -> arg.startsWith("--"))
                .map(arg -> arg.substring(2))
                .toList();
        if (words.size() + options.size() != args.length || words.contains("") || options.contains("help")) {
            return misused(err);
        }
        try {
            return run(out, err, words, options);
        } catch (KekException | InvalidPathException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private static int run(PrintStream out, PrintStream err, List<String> words, List<String> options) {
        if (words.size() == 1 && !COMMANDS.contains(words.get(0))) {
            parse(options, Set.of());
            KeyFiles.create(Path.of(words.get(0)));
            return done(out, "made key file " + words.get(0) + KEEP);
        }
        if (words.size() == 2 && words.get(0).equals("sealed")) {
            return sealed(out, Path.of(words.get(1)), parse(options, withCosts(Passwords.NAMES)));
        }
        if (words.size() == 2 && words.get(0).equals("reseal")) {
            return reseal(out, Path.of(words.get(1)), parse(options, withCosts(withNew(Passwords.NAMES))));
        }
        if (words.size() == 3 && words.get(0).equals("seal")) {
            return seal(out, Path.of(words.get(1)), Path.of(words.get(2)), parse(options, withCosts(Passwords.NAMES)));
        }
        if (words.size() == 3 && words.get(0).equals("keypair")) {
            return keyPair(out, Path.of(words.get(1)), Path.of(words.get(2)), parse(options, forKeyPair()));
        }
        return misused(err);
    }

    private static int sealed(PrintStream out, Path path, Options options) {
        Argon2Cost cost = cost(options);
        try (Passwords password = Passwords.toSet(options, "", PATIENCE)) {
            KeyFiles.createSealed(path, password.get(), cost);
        }
        return done(out, "made sealed key file " + path + KEEP + ", and so does losing the password");
    }

    private static int seal(PrintStream out, Path from, Path path, Options options) {
        Argon2Cost cost = cost(options);
        try (Passwords password = Passwords.toSet(options, "", PATIENCE)) {
            KeyFiles.seal(from, path, password.get(), cost);
        }
        return done(out, "sealed the key of " + from + " into " + path + "; remove the first when nothing names it");
    }

    private static int reseal(PrintStream out, Path path, Options options) {
        Argon2Cost cost = cost(options);
        try (Passwords password = Passwords.in(options, "", PATIENCE);
                Passwords renewed = Passwords.toSet(options, NEW, PATIENCE)) {
            KeyFiles.reseal(path, password.get(), renewed.isNamed() ? renewed.get() : password.get(), cost);
        }
        return done(out, "resealed key file " + path + "; copies that others have open under the old password");
    }

    private static int keyPair(PrintStream out, Path publicFile, Path privateFile, Options options) {
        Kem kem = kem(options);
        Argon2Cost cost = cost(options);
        try (Passwords password = Passwords.toSet(options, "", PATIENCE)) {
            if (password.isNamed()) {
                KeyFiles.createSealedKeyPair(kem, publicFile, privateFile, password.get(), cost);
            } else {
                KeyFiles.createKeyPair(kem, publicFile, privateFile);
            }
        }
        return done(out, "made key pair " + publicFile + " and " + privateFile + KEEP);
    }

    private static Kem kem(Options options) {
        return switch (options.find("kem").orElse("x-wing")) {
            case "x-wing" -> Kem.X_WING;
            case "x25519" -> Kem.X25519;
            default -> throw options.wrong("kem is neither x-wing nor x25519");
        };
    }

    /** Tells the cost that the options ask for; to be asked before the password, for which somebody may have to type. */
    private static Argon2Cost cost(Options options) {
        return new Argon2Cost(
                options.number("memory-kib").orElse(Argon2Cost.DEFAULT.memoryKib()),
                options.number("passes").orElse(Argon2Cost.DEFAULT.passes()),
                options.number("lanes").orElse(Argon2Cost.DEFAULT.lanes()));
    }

    private static Options parse(List<String> options, Set<String> known) {
        return Options.parse("the command line", options, known);
    }

    private static Set<String> withCosts(Set<String> names) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(COSTS);
        return all;
    }

    private static Set<String> withNew(Set<String> names) {
        Set<String> all = new TreeSet<>(names);
        names.forEach(name -> all.add(NEW + name));
        return all;
    }

    private static Set<String> forKeyPair() {
        Set<String> all = withCosts(Passwords.NAMES);
        all.add("kem");
        return all;
    }

    private static int done(PrintStream out, String what) {
        out.println(what);
        return DONE;
    }

    private static int misused(PrintStream err) {
        err.println(
                "usage: KeyFileTool PATH | sealed PATH SOURCE | seal FROM PATH SOURCE | reseal PATH SOURCE NEW-SOURCE"
                        + " | keypair PUBLIC PRIVATE [--kem=x-wing|x25519] [SOURCE], where SOURCE is --password-file=PATH,"
                        + " --password-fd=NUMBER or --password-console, and NEW-SOURCE the same with --new-");
        return MISUSED;
    }
}
