package io.quorumseal.tool;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.Optional;

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

    /** The kinds of messages. */
    enum Kind {
        /** The operator's one message: the words of a command. */
        ASK(0),
        /** Part of standard output. */
        OUT(1),
        /** Part of standard error. */
        ERR(2),
        /** The exit code, in four bytes; nothing comes after it. */
        END(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
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
                .put(kind.code)
                .putInt(body.length)
                .put(body)
                .flip();
        while (bytes.hasRemaining()) {
            int unused = to.write(bytes);
        }
    }

    static SocketFrame read(ByteChannel from) throws IOException {
        ByteBuffer header = read(from, HEADER);
        byte code = header.get();
        int length = header.getInt();
        Kind kind = Kind.of(code).orElseThrow(() -> new IOException("there is no message of kind " + code));
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "a message of " + length + " bytes was announced; at most " + MOST_BYTES + " are accepted");
        }
        return new SocketFrame(kind, read(from, length).array());
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
