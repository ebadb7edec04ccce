package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Bytes as they come. */
final class ByteDialect implements Dialect {
    static final ByteDialect INSTANCE = new ByteDialect();

    private static final int LONGEST_PIECE = 1 << 16;
    private static final FaultProxy.Call NAMELESS = new FaultProxy.Call("", "", "");

    private ByteDialect() {}

    @Override
    public Optional<byte[]> request(InputStream client) throws IOException {
        return piece(client);
    }

    @Override
    public Optional<byte[]> answer(InputStream server) throws IOException {
        return piece(server);
    }

    private static Optional<byte[]> piece(InputStream in) throws IOException {
        byte[] some = new byte[LONGEST_PIECE];
        int read = in.read(some);
        return read < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(some, read));
    }

    @Override
    public FaultProxy.Call call(byte[] request) {
        return NAMELESS;
    }

    @Override
    public boolean endsWithAnswer() {
        return false;
    }

    @Override
    public String toString() {
        return "bytes";
    }
}
