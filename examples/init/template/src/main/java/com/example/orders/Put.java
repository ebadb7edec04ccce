package com.example.orders;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * A write, as it is proposed: the key as {@link DataOutputStream#writeUTF} writes it, then the value.
 *
 * @param key the key
 * @param value the value
 */
record Put(String key, byte[] value) {

    ByteString encoded() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(key);
        out.write(value);
        return ByteString.copyFrom(bytes.toByteArray());
    }

    /** Decodes what a client sent, or throws if it is no write. */
    static Put decode(ByteString bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        return new Put(in.readUTF(), in.readAllBytes());
    }
}
