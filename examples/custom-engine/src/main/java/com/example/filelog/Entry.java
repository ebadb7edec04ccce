package com.example.filelog;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An entry of the log; in the file it is one line.
 *
 * @param own whether a leader made it for itself, to begin its term
 */
record Entry(long term, boolean own, byte[] payload) {
    private static final Pattern LINE = Pattern.compile("(\\d+) (own|payload) ([A-Za-z0-9+/=]*) [0-9a-f]+\n");

    String line() {
        String text = term + (own ? " own " : " payload ") + Base64.getEncoder().encodeToString(payload);
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return text + " " + Long.toHexString(sum.getValue()) + "\n";
    }

    /** Empty for a line that was torn by a crash. */
    static Optional<Entry> of(String line) {
        return Optional.of(LINE.matcher(line))
                .filter(Matcher::matches)
                .map(found -> new Entry(
                        Long.parseLong(found.group(1)),
                        found.group(2).equals("own"),
                        Base64.getDecoder().decode(found.group(3))))
                .filter(entry -> entry.line().equals(line));
    }
}
