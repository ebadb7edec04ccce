package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import java.util.Arrays;
import java.util.List;

/** Wrapped bytes that were changed never give a key. */
final class DamageCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of("damage.flipped", "with any byte changed, unwrapping fails", DamageCases::flipped),
            KekCase.of("damage.truncated", "cut to any length, unwrapping fails", DamageCases::truncated),
            KekCase.of("damage.lengthened", "with bytes added at an end, unwrapping fails", DamageCases::lengthened),
            KekCase.of("damage.spliced", "put together of two blobs, unwrapping fails", DamageCases::spliced),
            KekCase.of("damage.noise", "bytes that are nothing are refused", DamageCases::noise),
            KekCase.of(
                    "damage.changed-after-success",
                    "an array that unwrapped before is read anew",
                    DamageCases::changedAfterSuccess));

    private static final int[] NOISE = {0, 1, 12, 60, 4_096, 4_097};

    private DamageCases() {}

    /** Two changes for each byte: of one bit, a different one from byte to byte, and of all of them. */
    private static void flipped(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        for (int place = 0; place < wrapped.length; place++) {
            for (int mask : new int[] {1 << place % 8, 0xFF}) {
                byte[] damaged = wrapped.clone();
                damaged[place] ^= (byte) mask;
                refuse(scene, damaged, "wrapped bytes with byte " + place + " changed");
            }
        }
    }

    private static void truncated(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        for (int length = 0; length < wrapped.length; length++) {
            refuse(scene, Arrays.copyOf(wrapped, length), "wrapped bytes cut to " + length);
            refuse(
                    scene,
                    Arrays.copyOfRange(wrapped, wrapped.length - length, wrapped.length),
                    "the last " + length + " of the wrapped bytes");
        }
    }

    private static void lengthened(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        for (byte added : new byte[] {0, '\n', ' ', '=', 'A', -1}) {
            byte[] behind = Arrays.copyOf(wrapped, wrapped.length + 1);
            behind[wrapped.length] = added;
            refuse(scene, behind, "wrapped bytes with " + added + " behind them");
            byte[] before = new byte[wrapped.length + 1];
            System.arraycopy(wrapped, 0, before, 1, wrapped.length);
            before[0] = added;
            refuse(scene, before, "wrapped bytes with " + added + " before them");
        }
        refuse(scene, Arrays.copyOf(wrapped, wrapped.length * 2), "wrapped bytes with as many zeros behind them");
    }

    private static void spliced(Scene scene) {
        byte[] first = scene.wrap(scene.dek());
        byte[] second = scene.wrap(scene.dek());
        for (int place = 1; place < Math.min(first.length, second.length); place++) {
            byte[] both = first.clone();
            System.arraycopy(second, 0, both, 0, place);
            boolean oneOfThem = Arrays.equals(both, first) || Arrays.equals(both, second);
            if (!oneOfThem) {
                refuse(scene, both, "the first " + place + " bytes of one blob before the rest of another");
            }
        }
    }

    private static void noise(Scene scene) {
        for (int length : NOISE) {
            byte[] noise = new byte[length];
            scene.random().nextBytes(noise);
            refuse(scene, noise, length + " random bytes");
            refuse(scene, new byte[length], length + " zeros");
        }
    }

    private static void changedAfterSuccess(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        scene.unwrap(wrapped);
        wrapped[wrapped.length - 1] ^= 1;
        refuse(scene, wrapped, "an array changed since it unwrapped");
        wrapped[wrapped.length - 1] ^= 1;
        scene.unwrap(wrapped);
    }

    private static void refuse(Scene scene, byte[] damaged, String what) {
        Expect.kind(
                Expect.NOT_AUTHENTIC, "unwrapping " + what, () -> scene.kek().unwrap(damaged, CONTEXT, TIMEOUT));
    }
}
