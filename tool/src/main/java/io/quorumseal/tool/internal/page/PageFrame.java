package io.quorumseal.tool.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** What surrounds the body of the page: one document with the style and the script in it, and the policy that allows those two. */
public final class PageFrame {
    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");
    private static final String DOCUMENT =
            resource("page.html").replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);

    /** The content security policy (CSP level 3): style and script by their hashes, and asking for the page again. */
    static final String POLICY = "default-src 'none'; script-src '" + hash(SCRIPT) + "'; style-src '" + hash(STYLE)
            + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageFrame() {}

    static String around(String title, String body) {
        int titleAt = DOCUMENT.indexOf("{{title}}");
        int bodyAt = DOCUMENT.indexOf("{{body}}");
        // One after the other, or a name with braces in it would be taken for a place.
        return DOCUMENT.substring(0, titleAt)
                + new Html().text(title)
                + DOCUMENT.substring(titleAt + "{{title}}".length(), bodyAt)
                + body
                + DOCUMENT.substring(bodyAt + "{{body}}".length());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PageFrame.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
