package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.util.function.Function;

/** A KEK whose calls leave the process through a library. */
final class LibrarySubject implements KekSubject {
    private final Library library = new Library();
    private final PlainSubject plain;
    private final Reach reach;

    /** With a library that can be made to hang. */
    LibrarySubject(Function<Library, Kek> maker) {
        this.plain = PlainSubject.of(() -> maker.apply(library));
        this.reach = new Reach.Calls(library::hang, "a library");
    }

    /** With another stall. */
    LibrarySubject(Reach.Stall stall) {
        this.plain = PlainSubject.of(() -> new LibraryKek(library));
        this.reach = new Reach.Calls(stall, "a library");
    }

    @Override
    public KekProvider provider() {
        return plain.provider();
    }

    @Override
    public String uri() {
        return plain.uri();
    }

    @Override
    public String otherUri() {
        return plain.otherUri();
    }

    @Override
    public Reach reach() {
        return reach;
    }

    @Override
    public void close() {}
}
