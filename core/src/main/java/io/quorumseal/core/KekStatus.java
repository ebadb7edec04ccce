package io.quorumseal.core;

import java.time.Instant;
import java.util.Optional;

/**
 * The current KEK, as this node knows it. Nothing secret is in it.
 *
 * @param health how it is doing
 * @param scheme the scheme of its URI, such as {@code aws-kms}; empty where the vendor gave an object, or encryption is off
 * @param description what the provider calls it; empty if encryption is off
 * @param fingerprint what identifies the key, the same for all its versions; empty where the KEK cannot tell
 * @param version the newest version, under which new DEKs are wrapped, as the KEK told at the latest test that it passed; empty
 *     before. {@link DekStatus#kekVersion} tells by which one a DEK was wrapped
 * @param lastSuccess when it last did what it was asked for; empty if it has not in this opening, since the start's own calls
 */
public record KekStatus(
        KekHealth health,
        String scheme,
        String description,
        Optional<String> fingerprint,
        Optional<String> version,
        Optional<Instant> lastSuccess) {}
