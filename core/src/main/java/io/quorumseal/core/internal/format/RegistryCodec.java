package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of the writer registry as bytes. Key: {@code "!encryption|writers|" ‖ DEK id (4) ‖ '|' ‖ node id 16 (2)}.
 * Value: {@code node id (8) ‖ first epoch (2) ‖ last epoch (2)}.
 */
public final class RegistryCodec {
    private static final byte[] PREFIX = "!encryption|writers|".getBytes(StandardCharsets.US_ASCII);
    private static final int SEPARATOR = '|';

    /** The size of a key in bytes. */
    public static final int KEY_SIZE = PREFIX.length + 4 + 1 + 2;

    /** The size of a value in bytes. */
    public static final int VALUE_SIZE = 8 + 2 + 2;

    private RegistryCodec() {}

    /** Writes the key of a row. */
    public static byte[] key(Row row) {
        return new WireWriter()
                .bytes(PREFIX)
                .dekId(row.dek())
                .u8(SEPARATOR)
                .u16(row.node16())
                .toBytes();
    }

    /** Writes the value of a row. */
    public static byte[] value(Writer writer) {
        return new WireWriter()
                .u64(writer.node().full())
                .u16(writer.first().value())
                .u16(writer.last().value())
                .toBytes();
    }

    /**
     * Reads the key of a row.
     *
     * @throws io.quorumseal.api.MalformedException with {@link Defect#REGISTRY_KEY}
     */
    public static Row row(ByteBuffer key) {
        WireReader in = new WireReader(key, Defect.REGISTRY_KEY);
        Row row = readRow(in);
        in.end();
        return row;
    }

    /**
     * Reads the value of a row.
     *
     * @throws io.quorumseal.api.MalformedException with {@link Defect#REGISTRY_VALUE}
     */
    public static Writer writer(ByteBuffer value) {
        WireReader in = new WireReader(value, Defect.REGISTRY_VALUE);
        Writer writer = readWriter(in);
        in.end();
        return writer;
    }

    static Row readRow(WireReader in) {
        if (!Arrays.equals(in.bytes(PREFIX.length), PREFIX)) {
            throw in.malformed("a registry key starts with !encryption|writers|");
        }
        DekId dek = in.dekId();
        if (in.u8() != SEPARATOR) {
            throw in.malformed("in a registry key, '|' separates DEK id and node id");
        }
        return new Row(dek, in.u16());
    }

    static Writer readWriter(WireReader in) {
        return new Writer(new NodeId(in.u64()), new LocalEpoch(in.u16()), new LocalEpoch(in.u16()));
    }
}
