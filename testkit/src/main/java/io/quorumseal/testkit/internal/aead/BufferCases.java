package io.quorumseal.testkit.internal.aead;

import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.testkit.internal.aead.Bench.Sealed;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Buffers of every kind are read and written where they say, and nowhere else. */
final class BufferCases {
    static final List<AeadCase> ALL = List.of(
            every(
                    "buffers.kinds",
                    "heap, direct, read-only, sliced and little-endian buffers are read from position to limit, consumed,"
                            + " and written from the position on",
                    BufferCases::kinds),
            every("buffers.empty", "empty additional data and messages may be in any buffer", BufferCases::empty),
            every(
                    "buffers.in-place",
                    "a message is sealed and opened in its own memory",
                    bench -> overlapping(bench, 0)),
            every(
                    "buffers.overlapping",
                    "memory of input and output may overlap at any distance",
                    BufferCases::overlapping),
            every(
                    "buffers.too-small",
                    "an output that is too small fails as BufferOverflowException",
                    BufferCases::tooSmall));

    private static final int[] DISTANCES = {-33, -18, -16, -1, 1, 12, 16, 18, 33};
    private static final int ROOM = 512;
    private static final int PLACE = 100;
    private static final byte UNTOUCHED = 0x5A;

    private BufferCases() {}

    private static AeadCase every(String name, String demand, AeadCase.Check check) {
        return new AeadCase(name, demand, AeadCase.Scope.EVERY, check);
    }

    /** Ways to hold bytes somewhere in the middle of a buffer. */
    private enum Kind {
        HEAP,
        DIRECT,
        SLICED,
        LITTLE_ENDIAN,
        READ_ONLY;

        ByteBuffer around(byte[] content) {
            byte[] all = new byte[content.length + 2 * PLACE];
            Arrays.fill(all, UNTOUCHED);
            System.arraycopy(content, 0, all, PLACE, content.length);
            return of(all).position(PLACE).limit(PLACE + content.length);
        }

        private ByteBuffer of(byte[] all) {
            return switch (this) {
                case HEAP -> ByteBuffer.wrap(all);
                case DIRECT -> ByteBuffer.allocateDirect(all.length).put(all).flip();
                case SLICED ->
                    ByteBuffer.allocate(all.length + 7)
                            .position(7)
                            .slice()
                            .put(all)
                            .flip();
                case LITTLE_ENDIAN -> ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
                case READ_ONLY -> ByteBuffer.wrap(all).asReadOnlyBuffer();
            };
        }
    }

    private static void kinds(Bench bench) {
        for (Kind in : Kind.values()) {
            for (Kind out : List.of(Kind.HEAP, Kind.DIRECT, Kind.SLICED, Kind.LITTLE_ENDIAN)) {
                roundTrip(bench, in, out, bench.bytes(20), bench.bytes(77));
            }
        }
    }

    private static void empty(Bench bench) {
        for (Kind in : Kind.values()) {
            roundTrip(bench, in, Kind.HEAP, new byte[0], new byte[0]);
            roundTrip(bench, in, Kind.DIRECT, new byte[0], bench.bytes(16));
            roundTrip(bench, in, Kind.DIRECT, bench.bytes(16), new byte[0]);
        }
    }

    private static void roundTrip(Bench bench, Kind in, Kind out, byte[] aad, byte[] plaintext) {
        String what = in + " to " + out;
        byte[] nonce = bench.nonce();
        try (Sealer sealer = bench.sealer();
                Opener opener = bench.opener()) {
            byte[] sealed = run(in, out, aad, plaintext, what, (a, from, to) -> sealer.seal(nonce, a, from, to));
            Bench.opens(opener, new Sealed(nonce, aad, plaintext, sealed), "what was sealed from " + what);
            byte[] opened = run(in, out, aad, sealed, what, (a, from, to) -> opener.open(nonce, a, from, to));
            Bench.that(Arrays.equals(plaintext, opened), "opening from " + what + " must give what was sealed");
        }
    }

    /** Sealing or opening. */
    private interface Operation {
        int run(ByteBuffer aad, ByteBuffer from, ByteBuffer to);
    }

    private static byte[] run(Kind in, Kind out, byte[] aad, byte[] input, String what, Operation operation) {
        ByteBuffer additional = in.around(aad);
        ByteBuffer from = in.around(input);
        byte[] room = new byte[input.length + Bench.MARGIN];
        Arrays.fill(room, UNTOUCHED);
        ByteBuffer to = out.around(room);
        int size = operation.run(additional, from, to);
        Bench.that(!from.hasRemaining() && !additional.hasRemaining(), "input must be consumed, " + what);
        Bench.that(to.position() == PLACE + size, "the output's position must be behind what was written, " + what);
        byte[] written = new byte[size];
        to.get(PLACE, written);
        to.clear();
        for (int place = 0; place < to.capacity(); place++) {
            boolean outside = place < PLACE || place >= PLACE + size;
            Bench.that(
                    !outside || to.get(place) == UNTOUCHED,
                    "nothing may be written outside of the output, " + what + ", but byte " + (place - PLACE) + " was");
        }
        return written;
    }

    private static void overlapping(Bench bench) {
        for (int distance : DISTANCES) {
            overlapping(bench, distance);
        }
    }

    private static void overlapping(Bench bench, int distance) {
        for (boolean direct : new boolean[] {false, true}) {
            String what = (direct ? "direct" : "heap") + " memory at a distance of " + distance;
            byte[] nonce = bench.nonce();
            byte[] plaintext = bench.bytes(150);
            byte[] aad = bench.bytes(9);
            try (Sealer sealer = bench.sealer();
                    Opener opener = bench.opener()) {
                byte[] sealed = shifted(
                        direct, distance, plaintext, (from, to) -> sealer.seal(nonce, ByteBuffer.wrap(aad), from, to));
                Bench.opens(opener, new Sealed(nonce, aad, plaintext, sealed), "what was sealed in " + what);
                byte[] opened = shifted(
                        direct, distance, sealed, (from, to) -> opener.open(nonce, ByteBuffer.wrap(aad), from, to));
                Bench.that(Arrays.equals(plaintext, opened), "opening in " + what + " must give what was sealed");
            }
        }
    }

    /** Sealing or opening, with additional data that lie elsewhere. */
    private interface Shift {
        int run(ByteBuffer from, ByteBuffer to);
    }

    private static byte[] shifted(boolean direct, int distance, byte[] input, Shift operation) {
        ByteBuffer memory = direct ? ByteBuffer.allocateDirect(ROOM) : ByteBuffer.allocate(ROOM);
        ByteBuffer from = memory.duplicate()
                .position(PLACE)
                .put(input)
                .limit(PLACE + input.length)
                .position(PLACE);
        ByteBuffer to = memory.duplicate().position(PLACE + distance);
        int size = operation.run(from, to);
        byte[] written = new byte[size];
        memory.get(PLACE + distance, written);
        return written;
    }

    private static void tooSmall(Bench bench) {
        Sealed good = bench.seal(40);
        try (Sealer sealer = bench.sealer();
                Opener opener = bench.opener()) {
            ByteBuffer sealedRoom = ByteBuffer.allocate(good.bytes().length - 1);
            Bench.fails(
                    BufferOverflowException.class,
                    "sealing into too small an output",
                    () -> sealer.seal(
                            bench.nonce(), ByteBuffer.allocate(0), ByteBuffer.wrap(good.plaintext()), sealedRoom));
            ByteBuffer openedRoom = ByteBuffer.allocate(good.plaintext().length - 1);
            Bench.fails(
                    BufferOverflowException.class,
                    "opening into too small an output",
                    () -> opener.open(
                            good.nonce(), ByteBuffer.wrap(good.aad()), ByteBuffer.wrap(good.bytes()), openedRoom));
        }
    }
}
