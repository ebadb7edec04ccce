package io.quorumseal.core.internal.key;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What sealed forms are bound to, beside their DEK: made once for a scope of values or a group's log, and used for all of
 * them. Immutable.
 */
public abstract sealed class Binding {
    /** Bytes of a scope in UTF-8. */
    public static final int MAX_SCOPE = 0xFFFF;

    /** Bytes of a log's identity in UTF-8. */
    public static final int MAX_LOG_IDENTITY = 1_024;

    private final Purpose purpose;
    private final byte letter;
    private final byte[] names;

    private Binding(Purpose purpose, char letter, byte[] names) {
        this.purpose = purpose;
        this.letter = (byte) letter;
        this.names = names;
    }

    /**
     * Makes the binding of values.
     *
     * @param scope the group, table or column family that they belong to; empty for none, the only one that suite 1 seals
     *     under. What it has sealed it opens whatever the scope
     * @throws RejectedException if it is too long, or no text in Unicode
     */
    public static Binding values(String scope) {
        return new Values(scope);
    }

    /**
     * Makes the binding of a log's payloads.
     *
     * @param group the group
     * @param logIdentity the identity of its log, the same on all members; empty if it is not known, which only suite 1
     *     seals and opens under
     * @throws RejectedException if it is too long, or no text in Unicode
     */
    public static Binding log(GroupId group, String logIdentity) {
        return new Log(group, logIdentity);
    }

    /**
     * Tells why nothing can be bound to a log of such an identity, and what to do; nothing if it can.
     *
     * @param group the group
     * @param logIdentity the identity of its log, as the engine tells it
     */
    public static Optional<String> unusable(GroupId group, String logIdentity) {
        int length = logIdentity.getBytes(StandardCharsets.UTF_8).length;
        return length >= 1 && length <= MAX_LOG_IDENTITY
                ? Optional.empty()
                : Optional.of(wrongLog(group, length == 0 ? "is empty or not known" : "has " + length + " bytes"));
    }

    private static String wrongLog(GroupId group, String found) {
        return "the identity of the log of group " + group + " " + found
                + ": payloads of cipher suite 2 are bound to it, and it has 1 to " + MAX_LOG_IDENTITY
                + " bytes in UTF-8. Have the engine tell one, the same on all members, before the group's first payload";
    }

    /** The same for another log of the group; this one, if that is it. */
    public Binding in(String logIdentity) {
        return this;
    }

    /** The purpose of the DEKs that seal with this binding. */
    public final Purpose purpose() {
        return purpose;
    }

    /** What envelopes of suite 1 authenticate. */
    abstract ByteBuffer first(Slot<?> slot, byte flag, int dekBits, ByteBuffer bindingKey);

    /** What envelopes of suite 2 authenticate: {@code letter ‖ 02 ‖ flag ‖ DEK id ‖ names ‖ binding key}. */
    final ByteBuffer second(Slot<?> slot, byte flag, int dekBits, ByteBuffer bindingKey) {
        checkNames();
        int size = bindingKey.remaining();
        ByteBuffer aad = slot.aad(1 + Suite.PREFIX_SIZE + names.length + size);
        aad.put(0, letter).put(1, Suite.V2.version()).put(2, flag).putInt(3, dekBits);
        Scheme.put(names, aad, 1 + Suite.PREFIX_SIZE);
        int place = aad.arrayOffset() + 1 + Suite.PREFIX_SIZE + names.length;
        Scheme.get(bindingKey, bindingKey.position(), aad.array(), place, size);
        return aad;
    }

    /** Whether suite 1 reads envelopes with this flag, or does not look at it. */
    abstract boolean understands(byte flag);

    /** Refuses to seal by suite 1 what it does not bind to. */
    void checkFirst() {}

    /** Refuses to leave open what suite 2 binds to. */
    void checkNames() {}

    @Override
    public final String toString() {
        return purpose.name();
    }

    /** A stored value, bound to the key under which it is stored. */
    private static final class Values extends Binding {
        private final String scope;

        Values(String scope) {
            super(Purpose.STORAGE, 'V', name("a scope", scope, MAX_SCOPE));
            this.scope = scope;
        }

        /** {@code version ‖ flag ‖ DEK id ‖ storage key}. */
        @Override
        ByteBuffer first(Slot<?> slot, byte flag, int dekBits, ByteBuffer storageKey) {
            int size = storageKey.remaining();
            ByteBuffer aad = slot.aad(Suite.PREFIX_SIZE + size);
            aad.put(0, Suite.V1.version()).put(1, flag).putInt(2, dekBits);
            storageKey.get(storageKey.position(), aad.array(), aad.arrayOffset() + Suite.PREFIX_SIZE, size);
            return aad;
        }

        @Override
        boolean understands(byte flag) {
            return flag == 0;
        }

        @Override
        void checkFirst() {
            if (!scope.isEmpty()) {
                throw rejected(
                        "the active storage DEK is of cipher suite 1, as far as this node knows, which binds values to no"
                                + " scope, and the scope is \"" + scope
                                + "\": nothing was sealed. Raise the cluster to suite 2 first (\"raise storage\", or"
                                + " Admin.raise), and seal without a scope until then; if that was done, start this node"
                                + " again while the leader answers");
            }
        }
    }

    /** A log payload, bound to being one, and by suite 2 to its group and log. */
    private static final class Log extends Binding {
        private final GroupId group;
        private final String logIdentity;

        Log(GroupId group, String logIdentity) {
            super(
                    Purpose.RAFT,
                    'L',
                    join(
                            name("a group's name", group.name(), 0xFFFF),
                            name("a log's identity", logIdentity, MAX_LOG_IDENTITY)));
            this.group = group;
            this.logIdentity = logIdentity;
        }

        @Override
        public Binding in(String other) {
            return other.equals(logIdentity) ? this : new Log(group, other);
        }

        /** {@code 'R' ‖ version ‖ DEK id}. The flag is not authenticated. */
        @Override
        ByteBuffer first(Slot<?> slot, byte flag, int dekBits, ByteBuffer nothing) {
            if (nothing.hasRemaining()) {
                throw rejected("a log payload is bound to no key, so none may be given");
            }
            ByteBuffer aad = slot.aad(Suite.PREFIX_SIZE);
            return aad.put(0, (byte) 'R').put(1, Suite.V1.version()).putInt(2, dekBits);
        }

        @Override
        boolean understands(byte flag) {
            return true;
        }

        @Override
        void checkNames() {
            if (logIdentity.isEmpty()) {
                throw rejected(wrongLog(group, "is empty or not known"));
            }
        }
    }

    /** {@code u16 length ‖ name}. */
    static byte[] name(String what, String name, int longest) {
        ByteBuffer bytes = inUtf8(what, name);
        int length = bytes.remaining();
        if (length > longest) {
            throw rejected(what + " has at most " + longest + " bytes in UTF-8, found " + length);
        }
        return ByteBuffer.allocate(Short.BYTES + length)
                .putShort((short) length)
                .put(bytes)
                .array();
    }

    /** A replacement for what is no character would stand for two names. */
    private static ByteBuffer inUtf8(String what, String name) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw rejected(what + " is no text in Unicode: it has half of a character (a surrogate without the other)");
        }
    }

    static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static RejectedException rejected(String why) {
        return new RejectedException(RejectedException.Reason.BAD_REQUEST, why);
    }
}
