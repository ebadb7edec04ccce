package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.GuardedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads a password: 1 to 1,024 bytes, to which one line end may be added that does not count. */
final class PasswordText {
    private static final int LONGEST = 1024;
    private static final int LINE_END = 2;
    private static final int LONGEST_UTF8 = 3;
    private static final String CONSOLE = "the console";
    private static final GuardedFile FILE = GuardedFile.secret("password file", LONGEST + LINE_END)
            .whereMissing(KekException.Kind.MISCONFIGURED, "or write the password into it, with mode 600");

    private PasswordText() {}

    static SecretBytes fromFile(Path path) {
        return take("password file " + path, FILE.read(path));
    }

    /** Reads to the end of a descriptor that this process was started with; waits for its end only so long. */
    static SecretBytes fromDescriptor(int number, Duration patience) {
        String name = "file descriptor " + number;
        if (number == 1 || number == 2) {
            throw misconfigured(name, "is what this process writes to; open another one for the password");
        }
        return fromStream(name, Path.of("/dev/fd/" + number), patience);
    }

    static SecretBytes fromStream(String name, Path path, Duration patience) {
        FutureTask<byte[]> reading = new FutureTask<>(() -> read(path));
        Thread reader = new Thread(reading, "quorumseal password");
        reader.setDaemon(true);
        reader.start();
        return take(name, await(name, reading, patience));
    }

    private static byte[] read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return Channels.readUpTo(channel, LONGEST + LINE_END + 1);
        }
    }

    private static byte[] await(String name, FutureTask<byte[]> reading, Duration patience) {
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw misconfigured(
                    name, "had no end within " + patience.toMillis() + " ms; close its other end after the password");
        } catch (ExecutionException e) {
            throw misconfigured(
                    name, "cannot be read (" + e.getCause() + "); open it for the password before this process starts");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(KekException.Kind.UNREACHABLE, "reading " + name + " was interrupted", e);
        } finally {
            reading.cancel(true);
        }
    }

    static SecretBytes fromConsole() {
        return ask(terminal(), "Password: ");
    }

    /** Asks twice, because nobody sees what is typed. */
    static SecretBytes newFromConsole() {
        return twice(terminal());
    }

    static SecretBytes twice(Optional<Prompt> terminal) {
        SecretBytes first = ask(terminal, "New password: ");
        try (SecretBytes second = ask(terminal, "The same again: ")) {
            if (!first.equals(second)) {
                first.close();
                throw misconfigured(CONSOLE, "gave two different passwords; start again");
            }
            return first;
        }
    }

    /** Asks somebody who types. */
    @FunctionalInterface
    interface Prompt {
        char @Nullable [] ask(String text);
    }

    private static Optional<Prompt> terminal() {
        return Optional.ofNullable(System.console()).map(console -> console::readPassword);
    }

    static SecretBytes ask(Optional<Prompt> terminal, String text) {
        char[] typed = terminal.orElseThrow(
                        () -> misconfigured(
                                CONSOLE,
                                "is not there: this process has no terminal; give the password by password-file or password-fd"))
                .ask(text);
        return take(CONSOLE, typed == null ? new byte[0] : encode(typed));
    }

    /** Encodes into a buffer that is large enough from the start: one that has to grow leaves copies behind. */
    private static byte[] encode(char[] typed) {
        ByteBuffer encoded = ByteBuffer.allocate(typed.length * LONGEST_UTF8);
        try {
            StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .encode(CharBuffer.wrap(typed), encoded, true);
            return Arrays.copyOf(encoded.array(), encoded.position());
        } finally {
            Arrays.fill(typed, '\0');
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }

    /** Checks the length without the line end, and zeroes what it was given. */
    private static SecretBytes take(String name, byte[] content) {
        try {
            int length = withoutLineEnd(content);
            if (length == 0) {
                throw misconfigured(name, "gave no password; a pipe can be read only once");
            }
            if (length > LONGEST) {
                throw misconfigured(name, "gave more than the " + LONGEST + " bytes that a password may have");
            }
            return SecretBytes.take(Arrays.copyOf(content, length));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static int withoutLineEnd(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }

    /** Decodes a password for an API that wants characters. They are the caller's to zero. */
    static char[] chars(SecretBytes password) {
        return password.readSecret(raw -> {
            char[] decoded = new char[raw.length];
            CharBuffer into = CharBuffer.wrap(decoded);
            CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw), into, true);
            char[] chars = Arrays.copyOf(decoded, into.position());
            Arrays.fill(decoded, '\0');
            if (result.isError()) {
                Arrays.fill(chars, '\0');
                throw misconfigured("the password", "is not UTF-8, which a key store needs; write it as UTF-8");
            }
            return chars;
        });
    }

    private static KekException misconfigured(String name, String found) {
        return new KekException(KekException.Kind.MISCONFIGURED, name + " " + found);
    }
}
