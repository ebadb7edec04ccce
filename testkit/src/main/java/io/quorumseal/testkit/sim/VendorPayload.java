package io.quorumseal.testkit.sim;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the simulated vendor logs: a key and its value. */
record VendorPayload(String key, String value) {
    static final Charset CHARSET = StandardCharsets.UTF_8;

    ByteBuffer bytes() {
        return ByteBuffer.wrap((key + "=" + value).getBytes(CHARSET));
    }

    static VendorPayload parse(ByteBuffer payload) {
        String text = CHARSET.decode(payload.duplicate()).toString();
        int split = text.indexOf('=');
        return new VendorPayload(text.substring(0, split), text.substring(split + 1));
    }
}
