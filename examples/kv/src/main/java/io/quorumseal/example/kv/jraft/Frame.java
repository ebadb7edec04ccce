package io.quorumseal.example.kv.jraft;

import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import io.quorumseal.example.kv.client.Put;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client or the answer to it, on the port that nodes have for each other: one byte for its kind, then what belongs
 * to it. It is written as it is: Bolt's own serializer makes objects of whatever class the bytes name.
 */
final class Frame {
    /** What a client wants, or what a node answers. */
    enum Kind {
        /** Write: a {@code Put}. Answered by {@link #DONE} with the index. */
        PUT(1),
        /** Read, linearizably: a key. Answered by {@link #DONE} with the value, or by {@link #ABSENT}. */
        GET(2),
        /** Read what this node has: a key. */
        GET_HERE(3),
        /** Answered by {@link #DONE} with the node's name if it leads. */
        LEADER(4),
        /** Take a snapshot. Answered by {@link #DONE} with its index. */
        SNAPSHOT(5),
        /** Hand the leadership over: an address. */
        TRANSFER(6),
        /** Replace the members: nodes as {@code Peer} writes them down. */
        MEMBERS(7),
        /** It is done; what belongs to that depends on the request. */
        DONE(65),
        /** There is no value. */
        ABSENT(66),
        /** This node does not lead: nothing was done. With the address of who does, or empty. */
        NOT_LEADER(67),
        /** QuorumSeal refused it, nothing was done, and it may be sent again: with the reason. */
        NOT_NOW(68),
        /** QuorumSeal refused it, and nothing was done: with the reason. */
        REFUSED(69),
        /** It failed, and nobody knows how far it came: with the reason. */
        UNKNOWN(70);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    static {
        CustomSerializerManager.registerCustomSerializer(Frame.class.getName(), new Serializer());
    }

    private static final Frame NOT_A_FRAME = of(Kind.UNKNOWN, "not a frame");

    private final Kind kind;
    private final byte[] body;

    private Frame(Kind kind, byte[] body) {
        this.kind = kind;
        this.body = body;
    }

    static Frame of(Kind kind, byte[] body) {
        return new Frame(kind, body);
    }

    static Frame of(Kind kind, String text) {
        return new Frame(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    static Frame put(String key, byte[] value) {
        return new Frame(Kind.PUT, new Put(key, ByteBuffer.wrap(value)).encoded());
    }

    static Frame done(long index) {
        return new Frame(
                Kind.DONE, ByteBuffer.allocate(Long.BYTES).putLong(0, index).array());
    }

    Kind kind() {
        return kind;
    }

    byte[] body() {
        return body;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    long index() {
        return ByteBuffer.wrap(body).getLong();
    }

    byte[] encoded() {
        return ByteBuffer.allocate(1 + body.length).put(kind.code).put(body).array();
    }

    /** What cannot be read is no request, and an answer that says nothing. */
    static Frame decode(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0
                ? NOT_A_FRAME
                : Arrays.stream(Kind.values())
                        .filter(kind -> kind.code == bytes[0])
                        .findFirst()
                        .map(kind -> new Frame(kind, Arrays.copyOfRange(bytes, 1, bytes.length)))
                        .orElse(NOT_A_FRAME);
    }

    @Override
    public String toString() {
        return kind + " with " + body.length + " bytes";
    }

    /** Gives the name by which Bolt knows frames. Bolt's own serializer never meets one: whoever asks this has loaded this class. */
    static String type() {
        return Frame.class.getName();
    }

    private static final class Serializer extends DefaultCustomSerializer {
        @Override
        public <T extends RequestCommand> boolean serializeContent(T request, InvokeContext context) {
            RpcRequestCommand command = (RpcRequestCommand) request;
            command.setContent(((Frame) command.getRequestObject()).encoded());
            return true;
        }

        @Override
        public <T extends RequestCommand> boolean deserializeContent(T request) {
            ((RpcRequestCommand) request).setRequestObject(decode(request.getContent()));
            return true;
        }

        @Override
        public <T extends ResponseCommand> boolean serializeContent(T response) {
            RpcResponseCommand command = (RpcResponseCommand) response;
            command.setContent(((Frame) command.getResponseObject()).encoded());
            return true;
        }

        @Override
        public <T extends ResponseCommand> boolean deserializeContent(T response, InvokeContext context) {
            ((RpcResponseCommand) response).setResponseObject(decode(response.getContent()));
            return true;
        }
    }
}
