package io.quorumseal.provider.vault.internal;

import java.util.concurrent.TimeUnit;

/**
 * A token, and how long it serves.
 *
 * @param token the token
 * @param lifetime how long it serves from when it was given, in nanoseconds; 0 if for ever, or if nobody says
 * @param renewable whether Vault prolongs it
 * @param due when to renew or replace it, as the session's clock counts
 */
record Lease(String token, long lifetime, boolean renewable, long due) {
    /** A lease is renewed when this part of it is left, and tried again when this part of what is left then is over. */
    private static final int PART = 3;

    static Lease of(String token, long seconds, boolean renewable, long now) {
        long lifetime = TimeUnit.SECONDS.toNanos(seconds);
        return new Lease(token, lifetime, renewable, now + lifetime - lifetime / PART);
    }

    boolean isDue(long now) {
        return ends() && now - due >= 0;
    }

    boolean ends() {
        return lifetime > 0;
    }

    /** The same token, to be renewed later than now, because now it did not work. */
    Lease later(long now) {
        return new Lease(token, lifetime, renewable, now + lifetime / (PART * PART));
    }

    @Override
    public String toString() {
        return "Lease[" + TimeUnit.NANOSECONDS.toSeconds(lifetime) + " s" + (renewable ? ", renewable]" : "]");
    }
}
