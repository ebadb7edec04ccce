package io.quorumseal.example.kv.ratis;

import io.quorumseal.example.kv.client.Put;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** How writes, reads and answers look to Ratis. */
public final class Requests {
    private static final ByteString FOUND = ByteString.copyFrom(new byte[] {1});

    private Requests() {}

    static Message write(String key, byte[] value) {
        return Message.valueOf(UnsafeByteOperations.unsafeWrap(new Put(key, ByteBuffer.wrap(value)).encoded()));
    }

    /**
     * Makes the request of a read, for a Ratis client of one's own.
     *
     * @param key the key
     * @return the request
     */
    public static Message read(String key) {
        return Message.valueOf(key);
    }

    /** The answer to a read: empty if there is no value, otherwise a 1 and the value. */
    static Message answer(Optional<byte[]> value) {
        return Message.valueOf(
                value.map(bytes -> FOUND.concat(ByteString.copyFrom(bytes))).orElse(ByteString.EMPTY));
    }

    static Optional<byte[]> value(RaftClientReply reply) {
        ByteString answer = reply.getMessage().getContent();
        return answer.isEmpty()
                ? Optional.empty()
                : Optional.of(answer.substring(1).toByteArray());
    }
}
