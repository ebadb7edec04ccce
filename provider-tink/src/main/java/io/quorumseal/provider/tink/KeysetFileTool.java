package io.quorumseal.provider.tink;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.provider.tink.internal.KeysetUri;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The program that makes and changes keysets. Exit codes: 0 done, 1 failed, 2 used wrongly. */
final class KeysetFileTool {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String USAGE = """
            usage: KeysetFileTool COMMAND URI [ARGUMENT]   where URI is tink-keyset:PATH?kek=URI-OF-OTHER-KEK
              create URI         makes a keyset with one key
              list URI           tells its keys
              add URI            adds a key that unwraps; bring the file to all nodes, then promote it
              promote URI KEY    wraps under this key from now on
              disable URI KEY    does not unwrap under this key for now
              enable URI KEY     unwraps under it again
              destroy URI KEY    throws a disabled key away for good
              reseal URI KEK     seals the keyset under the KEK of this URI""";

    private final PrintStream out;

    private KeysetFileTool(PrintStream out) {
        this.out = out;
    }

    /** Does what the arguments say. */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            return new KeysetFileTool(out).run(List.of(args), err);
        } catch (QuorumSealException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private int run(List<String> args, PrintStream err) {
        boolean needsMore = !args.isEmpty() && !List.of("create", "list", "add").contains(args.get(0));
        if (args.size() != (needsMore ? 3 : 2)) {
            err.println(USAGE);
            return MISUSED;
        }
        KeysetUri named = KeysetUri.parse(args.get(1));
        String other = named.kek()
                .orElseThrow(() -> new KekException(
                        Kind.UNSUPPORTED, "a keyset in cleartext is made and changed by Tink's own tool, tinkey"));
        try (Kek kek = new ToolHost().open(other)) {
            return run(args.get(0), named.path(), kek, args.get(args.size() - 1)) ? DONE : misused(err);
        }
    }

    private static int misused(PrintStream err) {
        err.println(USAGE);
        return MISUSED;
    }

    private boolean run(String command, Path path, Kek kek, String argument) {
        switch (command) {
            case "create" -> create(path, kek);
            case "list" -> list(path, kek);
            case "add" -> out.println("added key " + KeysetFiles.add(path, kek));
            case "promote" -> KeysetFiles.promote(path, kek, id(argument));
            case "disable" -> KeysetFiles.disable(path, kek, id(argument));
            case "enable" -> KeysetFiles.enable(path, kek, id(argument));
            case "destroy" -> KeysetFiles.destroy(path, kek, id(argument));
            case "reseal" -> reseal(path, kek, argument);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void create(Path path, Kek kek) {
        KeysetFiles.create(path, kek);
        out.println("made keyset " + path + "; keep a copy of it in another place, without it the data is lost");
    }

    private void list(Path path, Kek kek) {
        for (KeysetKey key : KeysetFiles.list(path, kek)) {
            out.println(
                    key.id() + " " + key.state().name().toLowerCase(Locale.ROOT) + (key.primary() ? " primary" : ""));
        }
    }

    private static void reseal(Path path, Kek from, String to) {
        try (Kek other = new ToolHost().open(to)) {
            KeysetFiles.reseal(path, from, other);
        }
    }

    private static long id(String argument) {
        try {
            return Integer.toUnsignedLong(Integer.parseUnsignedInt(argument));
        } catch (NumberFormatException e) {
            throw new KekException(
                    Kind.MISCONFIGURED, "\"" + argument + "\" is no key id; list the keyset to see its keys", e);
        }
    }
}
