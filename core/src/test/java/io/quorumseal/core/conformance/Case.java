package io.quorumseal.core.conformance;

import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One JSON object of a vector file. Reading a member that is not there, or is of another type, fails. */
record Case(Map<String, Object> members) {
    private static final HexFormat HEX = HexFormat.of();

    boolean has(String name) {
        return members.containsKey(name);
    }

    Set<String> names() {
        return members.keySet();
    }

    String text(String name) {
        return (String) member(name);
    }

    boolean flag(String name) {
        return (Boolean) member(name);
    }

    /** A byte string in hex. */
    byte[] bytes(String name) {
        return HEX.parseHex(text(name));
    }

    SecretBytes secret(String name) {
        return SecretBytes.take(bytes(name));
    }

    /** An unsigned 64-bit number, written as a number or as a decimal string. */
    long u64(String name) {
        return Long.parseUnsignedLong(number(name).toString());
    }

    int number32(String name) {
        return number(name).intValueExact();
    }

    DekId dekId(String name) {
        return DekId.of(number(name).longValueExact());
    }

    Case child(String name) {
        return of(member(name));
    }

    List<Case> children(String name) {
        return elements(name).stream().map(Case::of).toList();
    }

    List<?> elements(String name) {
        return (List<?>) member(name);
    }

    Object member(String name) {
        return Objects.requireNonNull(members.get(name), () -> "no member " + name + " in " + members.keySet());
    }

    @SuppressWarnings("unchecked")
    static Case of(Object json) {
        return new Case((Map<String, Object>) json);
    }

    private BigInteger number(String name) {
        return new BigInteger(member(name).toString());
    }
}
