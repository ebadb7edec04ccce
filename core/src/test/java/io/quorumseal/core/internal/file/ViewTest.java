package io.quorumseal.core.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.SealedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final int BLOCK = 10;
    private final Random random = new Random(5);
    private final byte[] bytes = new byte[3 * BLOCK + 4];
    private final Blocks blocks = new Blocks();
    private final View view = new View(blocks);

    ViewTest() {
        random.nextBytes(bytes);
    }

    /** The bytes in blocks, one of which may be bad. */
    private final class Blocks implements Content {
        private int reads;
        private long bad = -1;
        private int closed;

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int blockSize() {
            return BLOCK;
        }

        @Override
        public void read(long number, byte[] to, int at) throws IOException {
            reads++;
            if (number == bad) {
                throw new IOException("block " + number + " is bad");
            }
            int from = (int) number * BLOCK;
            System.arraycopy(bytes, from, to, at, Math.min(BLOCK, bytes.length - from));
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void read_fromAnywhereIntoAnyBuffer_givesTheBytesThere() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            int from = random.nextInt(bytes.length);
            int size = 1 + random.nextInt(bytes.length);
            ByteBuffer to = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
            int wanted = Math.min(size, bytes.length - from);
            assertEquals(wanted, view.read(to, from));
            byte[] read = new byte[wanted];
            to.flip().get(read);
            assertArrayEquals(Arrays.copyOfRange(bytes, from, from + wanted), read);
        }
        assertEquals(0, view.position());
    }

    @Test
    void read_smallPiecesInOrder_openEachBlockOnce() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        while (view.read(one.clear()) > 0) {
            assertEquals(bytes[(int) view.position() - 1], one.get(0));
        }
        assertEquals(4, blocks.reads);
    }

    @Test
    void read_atOrBehindTheEnd_isTheEnd() throws IOException {
        assertEquals(-1, view.read(ByteBuffer.allocate(1), bytes.length));
        assertEquals(-1, view.position(bytes.length + 7L).read(ByteBuffer.allocate(1)));
        assertEquals(bytes.length + 7L, view.position());
        assertThrows(IllegalArgumentException.class, () -> view.position(-1));
        assertThrows(IllegalArgumentException.class, () -> view.read(ByteBuffer.allocate(1), -1));
    }

    /** What is whole before a bad block is given first; nothing that was kept of another block stands for it. */
    @Test
    void read_badBlock_isAnErrorBeforeAByteOfIt() throws IOException {
        view.read(ByteBuffer.allocate(1), 0);
        blocks.bad = 1;
        ByteBuffer to = ByteBuffer.allocate(bytes.length);
        assertEquals(BLOCK, view.read(to, 0));
        assertThrows(IOException.class, () -> view.read(to, BLOCK));
        assertThrows(IOException.class, () -> view.read(ByteBuffer.allocate(1), BLOCK + 1));
        assertThrows(IOException.class, () -> view.read(ByteBuffer.allocate(1), BLOCK + 1));
        assertEquals(1, view.read(ByteBuffer.allocate(1), 2 * BLOCK));
    }

    @Test
    void duplicate_hasItsOwnPosition_andTheLastClosesTheFile() throws IOException {
        view.position(12);
        SealedFile other = view.duplicate();
        other.read(ByteBuffer.allocate(5));
        assertEquals(17, other.position());
        assertEquals(12, view.position());
        view.close();
        view.close();
        assertEquals(0, blocks.closed);
        assertTrue(other.isOpen());
        assertEquals(1, other.read(ByteBuffer.allocate(1)));
        other.close();
        assertEquals(1, blocks.closed);
    }

    @Test
    void anything_closed_isRefused() throws IOException {
        view.close();
        assertFalse(view.isOpen());
        assertThrows(ClosedChannelException.class, () -> view.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, view::size);
        assertThrows(ClosedChannelException.class, view::position);
        assertThrows(IllegalStateException.class, view::duplicate);
    }

    @Test
    void write_isRefused() {
        assertThrows(NonWritableChannelException.class, () -> view.write(ByteBuffer.allocate(1)));
        assertThrows(NonWritableChannelException.class, () -> view.truncate(0));
    }

    @Test
    void stream_readsSkipsAndClosesTheFile() throws IOException {
        try (InputStream stream = view.stream()) {
            assertEquals(bytes[0] & 0xFF, stream.read());
            assertEquals(9, stream.skip(9));
            assertEquals(bytes.length - 10, stream.available());
            assertArrayEquals(Arrays.copyOfRange(bytes, 10, bytes.length), stream.readAllBytes());
            assertEquals(-1, stream.read());
            assertEquals(0, stream.skip(1));
            assertEquals(0, stream.read(new byte[0]));
        }
        assertEquals(1, blocks.closed);
    }
}
