package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.key.Randomness;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NonceCampaignTest {
    private static final int SALT = 12;
    private static final long SEALS = 2_000_000;

    /** 10,000 messages begin so many blocks of 256. */
    private static final long BLOCKS_OF_EACH = 40;

    /** Draws salts, or what stands before counts, from a few values only. */
    private static Randomness weak(int size, int values) {
        Random random = new Random(3);
        return bytes -> {
            if (bytes.length == size) {
                bytes[0] = (byte) random.nextInt(values);
            } else {
                random.nextBytes(bytes);
            }
        };
    }

    @Test
    void run_randomBytes_drawsNothingTwice() {
        NonceCampaign.Report report = new NonceCampaign(Randomness.secure(), SEALS, 100, 2).run();
        assertTrue(report.passed(), report::toString);
        assertEquals(SEALS, report.seals());
        assertEquals(100, report.salts());
        assertEquals(2 * 100 * BLOCKS_OF_EACH, report.blocks());
    }

    @Test
    void run_fewSalts_countsThem() {
        NonceCampaign.Report report = new NonceCampaign(weak(SALT, 50), 100_000, 100, 1).run();
        assertTrue(report.sameSalts() >= 50, report::toString);
        assertEquals(0, report.sameBlocks());
    }

    /** Two copies of a process meet in about one of sixteen blocks. */
    @Test
    void run_fewRandomBytesOfABlock_countsThem() {
        NonceCampaign.Report report = new NonceCampaign(weak(Long.BYTES, 16), 512_000, 1, 2).run();
        assertEquals(0, report.sameSalts());
        assertTrue(Math.abs(report.sameBlocks() - 1_000 / 16) < 40, report::toString);
    }
}
