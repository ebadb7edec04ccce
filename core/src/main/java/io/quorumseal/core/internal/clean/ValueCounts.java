package io.quorumseal.core.internal.clean;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.core.Status;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.internal.key.Envelope;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many stored values there are under each DEK, in cleartext, and in a form that nobody can read; and their bytes. */
final class ValueCounts {
    private final SortedMap<DekId, Status.Amount> sealed = new TreeMap<>();
    private Status.Amount cleartext = Status.Amount.NONE;
    private Status.Amount unreadable = Status.Amount.NONE;

    void count(StoredValue value) {
        int size = value.bytes().length;
        if (!value.sealed()) {
            cleartext = cleartext.plus(size);
            return;
        }
        try {
            DekId dek = Envelope.dekOf(ByteBuffer.wrap(value.bytes()));
            sealed.put(dek, sealed.getOrDefault(dek, Status.Amount.NONE).plus(size));
        } catch (MalformedException | AuthenticationFailedException e) {
            unreadable = unreadable.plus(size);
        }
    }

    Status.Values under(DekId active) {
        return new Status.Values(active, sealed, cleartext, unreadable);
    }
}
