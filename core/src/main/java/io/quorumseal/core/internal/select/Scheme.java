package io.quorumseal.core.internal.select;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scheme of a KEK's URI (RFC 3986 section 3.1). */
public final class Scheme {
    private static final Pattern SHAPE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    private Scheme() {}

    /** Gives the scheme in lower case. The rest of the URI may hold a password, so no message quotes it. */
    public static String of(String uri) {
        Matcher matcher = SHAPE.matcher(uri);
        if (!matcher.matches()) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "the KEK's name does not start with a scheme and a colon; name it by a URI, as file:/etc/kek.key");
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }
}
