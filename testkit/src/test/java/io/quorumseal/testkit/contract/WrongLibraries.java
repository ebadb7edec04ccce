package io.quorumseal.testkit.contract;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** KEKs by a library that are wrong about time in spite of the guard, and a subject that tests nothing. */
final class WrongLibraries {
    static final List<Wrong> ALL = List.of(
            wrong("network.deadline", "is broken by a hang", Broken::new),
            new Wrong(
                    "network.deadline",
                    "has a library that does not hang when it should",
                    folder -> new LibrarySubject(() -> () -> {})),
            wrong("network.open-deadline", "calls a library that hangs misconfigured", library -> {
                if (library.isHanging()) {
                    throw new KekException(Kind.MISCONFIGURED, "busy");
                }
                return new LibraryKek(library);
            }),
            wrong("network.interrupt", "is broken by a hang", Broken::new));

    private WrongLibraries() {}

    private static Wrong wrong(String name, String how, Function<Library, Kek> maker) {
        return new Wrong(name, how, folder -> new LibrarySubject(maker));
    }

    /** Never works again after a call that hung. */
    private static final class Broken extends LibraryKek {
        Broken(Library library) {
            super(library);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            SecretBytes dek = super.unwrap(wrapped, context, timeout);
            if (library.hung()) {
                dek.close();
                throw new KekException(Kind.UNREACHABLE, "broken");
            }
            return dek;
        }
    }
}
