package io.quorumseal.testkit.internal.contract;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for secrets in texts: raw, in hex, in both alphabets of base64 (RFC 4648) wherever its groups of three bytes
 * begin, and as Java prints an array. A part of a secret is a find, too.
 */
public final class Spellings {
    /** Bytes of a part: three groups of base64, and not found by chance. */
    private static final int PART = 9;
    /** The shortest secret that is looked for in parts. */
    private static final int SHORTEST = PART + 2;

    private final Set<String> exact = new HashSet<>();
    private final Set<String> anyCase = new HashSet<>();

    /**
     * Prepares a search.
     *
     * @param secrets what to look for
     */
    public Spellings(List<byte[]> secrets) {
        secrets.forEach(this::add);
    }

    private void add(byte[] secret) {
        addText(secret);
        if (secret.length < SHORTEST) {
            exact.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            return;
        }
        // Three places at each end: base64 of a larger whole has a group that begins at one of them.
        for (int place = 0; place < 3; place++) {
            addPart(Arrays.copyOfRange(secret, place, place + PART));
            int end = secret.length - place;
            addPart(Arrays.copyOfRange(secret, end - PART, end));
        }
    }

    private void addText(byte[] secret) {
        exact.add(new String(secret, StandardCharsets.ISO_8859_1));
        exact.add(new String(secret, StandardCharsets.UTF_8));
        anyCase.add(HexFormat.of().formatHex(secret));
    }

    private void addPart(byte[] part) {
        exact.add(new String(part, StandardCharsets.ISO_8859_1));
        exact.add(Base64.getEncoder().encodeToString(part));
        exact.add(Base64.getUrlEncoder().encodeToString(part));
        exact.add(Arrays.toString(part).replaceAll("[\\[\\]]", ""));
        anyCase.add(HexFormat.of().formatHex(part));
        anyCase.add(Base64.getUrlEncoder().encodeToString(part).toLowerCase(Locale.ROOT));
    }

    /**
     * Tells whether a text shows one of the secrets.
     *
     * @param text the text
     * @return whether one shows
     */
    public boolean in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return exact.stream().anyMatch(text::contains) || anyCase.stream().anyMatch(lower::contains);
    }

    /**
     * Tells all that an error shows when it is printed, its causes included.
     *
     * @param failure the error
     * @return its text
     */
    public static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    void checkAbsent(String where, String text) {
        Expect.that(!in(text), where + " must show nothing secret, and shows a key or a secret of the subject");
    }
}
