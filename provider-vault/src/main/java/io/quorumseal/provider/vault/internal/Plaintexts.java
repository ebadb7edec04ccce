package io.quorumseal.provider.vault.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Takes unwrapped DEKs out of an answer before it is parsed, so that none ever becomes a string, which nobody can
 * zero. Each base64 text after {@code "plaintext":"} is copied out and overwritten in place by its number and spaces.
 *
 * <p>In JSON a quotation mark within a string is escaped, so these 13 bytes are a name and the start of its value
 * wherever they stand. A server that writes them with blanks in between is not understood, which is safe.
 */
final class Plaintexts implements AutoCloseable {
    private static final byte[] NAME = "\"plaintext\":\"".getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> taken = new ArrayList<>();

    /** Takes the texts out of the body, which is changed. */
    static Plaintexts takeFrom(byte[] body) {
        Plaintexts plaintexts = new Plaintexts();
        int at = 0;
        while (at + NAME.length < body.length) {
            at = startsAt(body, at) ? plaintexts.take(body, at + NAME.length) : at + 1;
        }
        return plaintexts;
    }

    private static boolean startsAt(byte[] body, int at) {
        return Arrays.equals(body, at, at + NAME.length, NAME, 0, NAME.length);
    }

    private int take(byte[] body, int start) {
        int end = start;
        while (end < body.length && body[end] != '"') {
            end++;
        }
        byte[] number = String.valueOf(taken.size()).getBytes(StandardCharsets.US_ASCII);
        taken.add(Arrays.copyOfRange(body, start, end));
        Arrays.fill(body, start, end, (byte) ' ');
        System.arraycopy(number, 0, body, start, Math.min(number.length, end - start));
        return end;
    }

    /** Tells the bytes that stood where now this text stands; the receiver's to zero. */
    Optional<byte[]> decode(String number) {
        try {
            byte[] base64 = taken.get(Integer.parseInt(number.strip()));
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        taken.forEach(base64 -> Arrays.fill(base64, (byte) 0));
    }
}
