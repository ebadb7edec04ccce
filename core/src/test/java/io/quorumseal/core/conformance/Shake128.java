package io.quorumseal.core.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SHAKE-128 (FIPS 202), which Java does not have: takes input first, gives output afterwards. */
final class Shake128 {
    private static final int RATE = 168;
    private static final int LANES = 25;
    private static final int[] ROTATIONS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };
    private static final int[] PLACES = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    private final ByteBuffer block = ByteBuffer.allocate(LANES * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int place;
    private boolean gives;

    void take(byte[] input) {
        for (byte one : input) {
            flip(place++, one);
            if (place == RATE) {
                permute();
            }
        }
    }

    byte[] give(int length) {
        if (!gives) {
            flip(place, (byte) 0x1F);
            flip(RATE - 1, (byte) 0x80);
            permute();
            gives = true;
        }
        byte[] output = new byte[length];
        for (int i = 0; i < length; i++) {
            if (place == RATE) {
                permute();
            }
            output[i] = block.get(place++);
        }
        return output;
    }

    private void flip(int at, byte bits) {
        block.put(at, (byte) (block.get(at) ^ bits));
    }

    private void permute() {
        long[] lanes = new long[LANES];
        block.rewind().asLongBuffer().get(lanes);
        int register = 1;
        for (int round = 0; round < 24; round++) {
            mixColumns(lanes);
            moveLanes(lanes);
            mixRows(lanes);
            for (int bit = 0; bit < 7; bit++) {
                lanes[0] ^= (register & 1L) << ((1 << bit) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }
        block.asLongBuffer().put(lanes);
        place = 0;
    }

    private static void mixColumns(long[] lanes) {
        long[] sums = new long[5];
        for (int i = 0; i < LANES; i++) {
            sums[i % 5] ^= lanes[i];
        }
        for (int i = 0; i < LANES; i++) {
            lanes[i] ^= sums[(i + 4) % 5] ^ Long.rotateLeft(sums[(i + 1) % 5], 1);
        }
    }

    private static void moveLanes(long[] lanes) {
        long moved = lanes[1];
        for (int i = 0; i < PLACES.length; i++) {
            long next = lanes[PLACES[i]];
            lanes[PLACES[i]] = Long.rotateLeft(moved, ROTATIONS[i]);
            moved = next;
        }
    }

    private static void mixRows(long[] lanes) {
        for (int row = 0; row < LANES; row += 5) {
            long first = lanes[row];
            long second = lanes[row + 1];
            for (int i = 0; i < 5; i++) {
                long after = i < 4 ? lanes[row + i + 1] : first;
                long behind = i < 3 ? lanes[row + i + 2] : i == 3 ? first : second;
                lanes[row + i] ^= ~after & behind;
            }
        }
    }
}
