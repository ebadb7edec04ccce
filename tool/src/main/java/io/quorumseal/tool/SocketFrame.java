package io.quorumseal.tool;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * One message on an operator's socket: a byte for its kind, the length of its body in four bytes, big-endian, and the body.
 *
 * @param kind what it is
 * @param body what it says
 */
record SocketFrame(Kind kind, byte[] body) {
    /** The longest body, in bytes, in either direction. */
    static final int MOST_BYTES = 64 << 10;

    private static final int HEADER = Byte.BYTES + Integer.BYTES;

    /** The kinds of messages, in the order of their bytes. */
    enum Kind {
        /** The operator's one message: the words of a command. */
        ASK,
        /** Part of standard output. */
        OUT,
        /** Part of standard error. */
        ERR,
        /** The exit code, in four bytes; nothing comes after it. */
        END
    }

    static SocketFrame end(int code) {
        return new SocketFrame(
                Kind.END, ByteBuffer.allocate(Integer.BYTES).putInt(code).array());
    }

    int code() throws IOException {
        if (body.length != Integer.BYTES) {
            throw new IOException("an exit code has 4 bytes; " + body.length + " came");
        }
        return ByteBuffer.wrap(body).getInt();
    }

    void write(ByteChannel to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length)
                .put((byte) kind.ordinal())
                .putInt(body.length)
                .put(body)
                .flip();
        while (bytes.hasRemaining()) {
            int unused = to.write(bytes);
        }
    }

    static SocketFrame read(ByteChannel from) throws IOException {
        ByteBuffer header = read(from, HEADER);
        int kind = header.get();
        int length = header.getInt();
        if (kind < 0 || kind >= Kind.values().length || length < 0 || length > MOST_BYTES) {
            throw new IOException("a message of kind " + kind + " and " + length + " bytes was announced; there are "
                    + Kind.values().length + " kinds, and at most " + MOST_BYTES + " bytes are accepted");
        }
        return new SocketFrame(Kind.values()[kind], read(from, length).array());
    }

    private static ByteBuffer read(ByteChannel from, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (from.read(bytes) < 0) {
                throw new EOFException("the connection ended after " + bytes.position() + " of " + size + " bytes");
            }
        }
        return bytes.flip();
    }
}
