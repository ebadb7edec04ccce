package io.quorumseal.engine.ratis;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * A question to another node's runtime, in the form of a read request of Ratis: 16 bytes that no vendor's read starts
 * with, then the question. An empty question asks nothing but whether the node answers; the answer is the 16 bytes.
 */
final class Question {
    private static final ByteString MAGIC = ByteString.fromHex("9d41c7e25f8a4b0eb36f12d07a5ce894");

    static final Message PING = Message.valueOf(MAGIC);

    private Question() {}

    static Message of(byte[] question) {
        return Message.valueOf(MAGIC.concat(ByteString.copyFrom(question)));
    }

    static boolean is(Message message) {
        return message.getContent().startsWith(MAGIC);
    }

    static boolean isPing(Message message) {
        return message.getContent().equals(MAGIC);
    }

    static Message reply(byte[] answer) {
        return Message.valueOf(ByteString.copyFrom(answer));
    }

    static byte[] answer(Message reply) {
        return reply.getContent().toByteArray();
    }

    static byte[] bytes(Message message) {
        return message.getContent().substring(MAGIC.size()).toByteArray();
    }
}
