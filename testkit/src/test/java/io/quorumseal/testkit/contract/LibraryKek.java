package io.quorumseal.testkit.contract;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;

/** A KEK by calls into a library, which take as long as they take. */
class LibraryKek extends PlainKek {
    final Library library;

    LibraryKek(Library library) {
        this.library = library.call(() -> library);
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return library.call(() -> super.wrap(dek, context, timeout));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return library.call(() -> super.unwrap(wrapped, context, timeout));
    }

    @Override
    public void probe(Duration timeout) {
        boolean unused = library.call(() -> true);
    }
}
