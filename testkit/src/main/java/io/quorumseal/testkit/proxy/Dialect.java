package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * How the bytes of a connection divide into calls and answers. The proxy forwards and harms bytes; what they mean is
 * the dialect's business. {@link #bytes} fits every protocol in which the client speaks first.
 *
 * <p>A dialect keeps no state: one object serves all connections.
 */
public interface Dialect {

    /**
     * Any stream of bytes. A call is what the client sends until it is answered; calls have no names.
     *
     * @return the dialect
     */
    static Dialect bytes() {
        return ByteDialect.INSTANCE;
    }

    /**
     * HTTP/1.1 (RFC 9112), one call for each connection: the header {@code Connection} is replaced.
     *
     * @return the dialect
     */
    static Dialect http() {
        return HttpDialect.INSTANCE;
    }

    /**
     * Waits for what the client sends next.
     *
     * @param client the client's bytes
     * @return what goes to the server, at least one byte; empty at the end of the stream
     * @throws IOException if the stream breaks, or is not of this dialect
     */
    Optional<byte[]> request(InputStream client) throws IOException;

    /**
     * Waits for what the server sends next.
     *
     * @param server the server's bytes
     * @return what goes to the client, at least one byte; empty at the end of the stream
     * @throws IOException if the stream breaks
     */
    Optional<byte[]> answer(InputStream server) throws IOException;

    /**
     * Names a call.
     *
     * @param request its first bytes, as {@link #request} gave them
     * @return what is known of it
     */
    FaultProxy.Call call(byte[] request);

    /**
     * Tells whether the connection ends after an answer.
     *
     * @return whether it does; if not, the client may ask again, and the server may answer further
     */
    boolean endsWithAnswer();
}
