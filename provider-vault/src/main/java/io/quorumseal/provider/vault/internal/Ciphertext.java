package io.quorumseal.provider.vault.internal;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vault's text of something encrypted: {@code vault:vN:} and base64.
 *
 * @param text the text
 * @param version the version of the key
 */
record Ciphertext(String text, int version) {
    private static final Pattern FORM = Pattern.compile("vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]+={0,2})");

    /**
     * Parses the one spelling that Vault writes. Vault reads others too: version 0 as 1, line ends in the base64, bits
     * in its last digit that nothing stands for. With those a changed text would still be decrypted.
     */
    static Optional<Ciphertext> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() && isCanonical(form.group(2))
                ? Optional.of(new Ciphertext(text, Integer.parseInt(form.group(1))))
                : Optional.empty();
    }

    private static boolean isCanonical(String base64) {
        try {
            return Base64.getEncoder()
                    .encodeToString(Base64.getDecoder().decode(base64))
                    .equals(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
