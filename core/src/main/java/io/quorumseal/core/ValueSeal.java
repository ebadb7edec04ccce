package io.quorumseal.core;

import java.nio.ByteBuffer;

/**
 * Seals values on their way into the vendor's store and opens them on their way out.
 *
 * <p>A value is bound to the key that it is stored under, and to the scope of this handle. In cipher suite 1 there is no
 * scope but the empty one, so there the key has to be unique in the process: two groups that may store under the same key
 * have to put the group into it. The bytes differ on each replica: a consistency check has to digest opened values.
 *
 * <p><b>Threads.</b> All methods may be called by several threads at a time, also while applying; none waits, except
 * for a write of the sidecar now and then where a hard limit is set ({@link RotationPolicy#hardSeals}).
 */
public interface ValueSeal {

    /**
     * Seals a value if the storage cutover was applied here; otherwise passes it on as it is.
     *
     * @param storageKey the key that it will be stored under, from position to limit; unchanged
     * @param plaintext the value, from position to limit; unchanged
     * @return what to store
     * @throws io.quorumseal.api.RejectedException if the runtime is closed or the DEK's budget is used up, or with reason
     *     {@code BAD_REQUEST} if this handle has a scope and the active DEK is of cipher suite 1
     * @throws io.quorumseal.api.HaltApplyException if a hard limit is set and the sidecar cannot be written
     */
    StoredValue seal(ByteBuffer storageKey, ByteBuffer plaintext);

    /**
     * Does the same into the caller's buffer.
     *
     * @param storageKey the key that it will be stored under, from position to limit; unchanged
     * @param plaintext the value, from position to limit; unchanged. Not the memory of {@code out}
     * @param out receives {@link #maxSize} bytes at most, from its position on
     * @return whether the bytes are sealed
     */
    boolean seal(ByteBuffer storageKey, ByteBuffer plaintext, ByteBuffer out);

    /**
     * Tells how large a value can become.
     *
     * @param plaintextSize its size in bytes
     * @return the size in bytes when sealed
     */
    int maxSize(int plaintextSize);

    /**
     * Opens a stored value. One in cleartext, or sealed under cipher suite 1, has no scope and opens under each; one of
     * suite 2 under its own only.
     *
     * @param storageKey the key that it is stored under, from position to limit; unchanged
     * @param value what is stored
     * @return the value
     * @throws io.quorumseal.api.AuthenticationFailedException if the bytes are not what was sealed under this key and
     *     scope
     * @throws io.quorumseal.api.UnknownDekException if this node does not have the DEK
     * @throws io.quorumseal.api.MalformedException if the bytes are not a storage envelope
     * @throws io.quorumseal.api.RejectedException with reason {@code CLEARTEXT_REFUSED} if the value is said to be in
     *     cleartext and this node has counted that it holds none ({@link Admin#rewrite})
     */
    byte[] open(ByteBuffer storageKey, StoredValue value);

    /**
     * Does the same into the caller's buffer.
     *
     * @param storageKey the key that it is stored under, from position to limit; unchanged
     * @param sealed the bit that was stored beside the bytes
     * @param stored the bytes, from position to limit; unchanged
     * @param out receives the value from its position on, never more bytes than were stored
     * @return the number of bytes written
     */
    int open(ByteBuffer storageKey, boolean sealed, ByteBuffer stored, ByteBuffer out);
}
