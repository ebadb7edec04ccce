package io.quorumseal.core.internal.format;

import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.Registration;
import java.util.ArrayList;
import java.util.List;

/** A bootstrap: the storage DEK, the raft DEK, a count (4) and so many registrations. */
final class BootstrapFormat {
    private BootstrapFormat() {}

    static void write(Bootstrap bootstrap, WireWriter out) {
        WrappedDekFormat.write(bootstrap.storage(), Integer.MAX_VALUE, out);
        WrappedDekFormat.write(bootstrap.raft(), Integer.MAX_VALUE, out);
        out.count(bootstrap.writers().size(), EntryLimits.REGISTRATIONS);
        bootstrap.writers().forEach(writer -> RegistrationFormat.write(writer, out));
    }

    static Bootstrap read(WireReader in) {
        WrappedDek storage = WrappedDekFormat.read(in, Integer.MAX_VALUE);
        WrappedDek raft = WrappedDekFormat.read(in, Integer.MAX_VALUE);
        int count = in.count(EntryLimits.REGISTRATIONS, RegistrationFormat.SIZE);
        List<Registration> writers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            writers.add(RegistrationFormat.read(in));
        }
        return new Bootstrap(storage, raft, writers);
    }
}
