package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Envelopes of version 1 that were recorded from the reference implementation, opened by Tink. */
class VectorsTest {
    private static final int HEADER = 6;
    private static final int NONCE = 12;

    @Test
    void open_everyStorageEnvelope_isThePlaintext() throws IOException {
        JsonArray all = vectors("storage-envelope");
        for (JsonElement each : all) {
            JsonObject one = each.getAsJsonObject();
            byte[] envelope = hex(one, "envelope");
            byte[] aad = Bytes.join(Arrays.copyOf(envelope, HEADER), hex(one, "storage_key"));
            assertArrayEquals(hex(one, "plaintext"), open(one, aad));
        }
        assertEquals(44, all.size());
    }

    @Test
    void open_everyRaftEnvelope_isThePlaintextOrNotAuthentic() throws IOException {
        int opened = 0;
        int refused = 0;
        for (JsonElement each : vectors("raft-envelope")) {
            JsonObject one = each.getAsJsonObject();
            switch (one.get("expect").getAsString()) {
                case "OK" -> {
                    byte[] plaintext = open(one, raftAad(one));
                    opened += !one.has("plaintext") || Arrays.equals(hex(one, "plaintext"), plaintext) ? 1 : 0;
                }
                case "INTEGRITY" -> {
                    assertThrows(AuthenticationFailedException.class, () -> open(one, raftAad(one)));
                    refused++;
                }
                default -> {
                    // What is decided before the cipher is asked is the core's to test.
                }
            }
        }
        assertEquals("27 opened, 31 refused", opened + " opened, " + refused + " refused");
    }

    private static byte[] raftAad(JsonObject one) {
        byte[] envelope = hex(one, "envelope");
        return ByteBuffer.allocate(HEADER)
                .put((byte) 'R')
                .put(envelope[0])
                .put(envelope, 2, 4)
                .array();
    }

    private static byte[] open(JsonObject one, byte[] aad) {
        byte[] envelope = hex(one, "envelope");
        ByteBuffer sealed = ByteBuffer.wrap(envelope, HEADER + NONCE, envelope.length - HEADER - NONCE);
        ByteBuffer out = ByteBuffer.allocate(envelope.length);
        try (SecretBytes dek = SecretBytes.take(hex(one, "dek"));
                Opener opener = new AesGcmProvider().opener(dek)) {
            byte[] nonce = Arrays.copyOfRange(envelope, HEADER, HEADER + NONCE);
            opener.open(nonce, ByteBuffer.wrap(aad), sealed, out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] hex(JsonObject one, String name) {
        return HexFormat.of().parseHex(one.get(name).getAsString());
    }

    private static JsonArray vectors(String name) throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return JsonParser.parseReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))
                    .getAsJsonArray();
        }
    }
}
