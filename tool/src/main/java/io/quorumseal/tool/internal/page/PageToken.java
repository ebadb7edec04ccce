package io.quorumseal.tool.internal.page;

import io.quorumseal.api.spi.GuardedFile;
import io.quorumseal.core.internal.format.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** What they have to bring who want an answer. Only a hash of it is kept, and compared in constant time. */
public final class PageToken {
    private static final int SHORTEST = 32;
    private static final int LONGEST = 1024;
    private static final int LINE_END = 2;
    private static final GuardedFile FILE = GuardedFile.secret("token file", LONGEST + LINE_END);
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final byte[] hash;

    private PageToken(byte[] hash) {
        this.hash = hash;
    }

    public static PageToken read(Path file) {
        byte[] content = FILE.read(file);
        byte[] token = withoutLineEnd(content);
        try {
            if (token.length < SHORTEST || token.length > LONGEST || !isVisible(token)) {
                throw FILE.misconfigured(
                        file,
                        "holds no token of " + SHORTEST + " to " + LONGEST
                                + " visible ASCII characters; write one into it, as by: openssl rand -hex 32");
            }
            return new PageToken(Sha256.of(ByteBuffer.wrap(token)));
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(token, (byte) 0);
        }
    }

    /** A copy of a line without what ends it. */
    static byte[] withoutLineEnd(byte[] line) {
        int end = line.length;
        if (end > 0 && line[end - 1] == '\n') {
            end--;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
        }
        return Arrays.copyOf(line, end);
    }

    private static boolean isVisible(byte[] token) {
        for (byte each : token) {
            if (each <= ' ' || each > '~') {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the header {@code Authorization} has the token: RFC 6750, or as the password of RFC 7617. */
    boolean isIn(String authorization) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return is(authorization.substring(BEARER.length()).strip());
        }
        return authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                && isPassword(authorization.substring(BASIC.length()).strip());
    }

    private boolean isPassword(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return is(both.substring(both.indexOf(':') + 1));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private boolean is(String brought) {
        return MessageDigest.isEqual(hash, Sha256.of(StandardCharsets.UTF_8.encode(brought)));
    }
}
