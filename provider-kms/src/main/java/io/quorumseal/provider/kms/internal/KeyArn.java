package io.quorumseal.provider.kms.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a KMS key.
 *
 * <p>Keys are the same if partition, account, region and id are. Replicas of a multi-Region key have one id, which
 * starts with {@code mrk-}, and one key material: for those the region does not count.
 *
 * @param text the whole ARN, ASCII, at most 255 characters
 * @param partition the partition, as {@code aws}
 * @param region the region
 * @param account the account that owns the key
 * @param id the key's id
 */
record KeyArn(String text, String partition, String region, String account, String id) {
    static final int LONGEST = 255;
    private static final int FINGERPRINT_BYTES = 8;
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern ARN = Pattern.compile(
            "arn:([a-z-]+):kms:([a-z0-9-]{1,64}):([0-9]{12}):(key/([A-Za-z0-9-]+)|alias/[A-Za-z0-9/_-]+)");

    /** Reads the ARN of a key; that of an alias is none. */
    static Optional<KeyArn> parse(String text) {
        Matcher arn = ARN.matcher(text);
        if (text.length() > LONGEST || !arn.matches() || arn.group(5) == null) {
            return Optional.empty();
        }
        return Optional.of(new KeyArn(text, arn.group(1), arn.group(2), arn.group(3), arn.group(5)));
    }

    /** Tells the region in the ARN of a key or an alias. */
    static String regionOf(String text) {
        Matcher arn = ARN.matcher(text);
        if (!arn.matches()) {
            throw KmsUri.misconfigured("it does not hold the ARN of a KMS key or alias"
                    + " (arn:aws:kms:REGION:ACCOUNT:key/ID or arn:aws:kms:REGION:ACCOUNT:alias/NAME)");
        }
        return arn.group(2);
    }

    static void checkRegion(String name) {
        if (!REGION.matcher(name).matches()) {
            throw KmsUri.misconfigured("the parameter region is not a region's name");
        }
    }

    private String identity() {
        String place = id.startsWith("mrk-") ? "*" : region;
        return String.join(":", "arn", partition, "kms", place, account, "key/" + id);
    }

    boolean isSameKeyAs(KeyArn other) {
        return identity().equals(other.identity());
    }

    /** The first 8 bytes of the SHA-256 of what identifies the key, in hex. */
    String fingerprint() {
        byte[] digest = Digests.sha256(identity().getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, FINGERPRINT_BYTES));
    }
}
