package io.quorumseal.testkit.sim;

import java.security.SecureRandom;
import java.util.Random;

/** Keys and ids that are the same in every run, so that a run can be repeated. For tests only. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final Random random;

    SeededRandom(long seed) {
        random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
