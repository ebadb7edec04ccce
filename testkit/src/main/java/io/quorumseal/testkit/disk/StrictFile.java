package io.quorumseal.testkit.disk;

import io.quorumseal.testkit.disk.Survival.Data;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of one file: those that are durable, and those that only memory has. */
final class StrictFile {
    private byte[] durable = {};
    private byte[] current = {};

    /** Makes a file that holds these bytes durably. */
    static StrictFile durable(ByteBuffer bytes) {
        StrictFile file = new StrictFile();
        byte[] held = new byte[bytes.remaining()];
        bytes.duplicate().get(held);
        file.append(held);
        file.force();
        return file;
    }

    void append(byte[] bytes) {
        int end = current.length;
        current = Arrays.copyOf(current, end + bytes.length);
        System.arraycopy(bytes, 0, current, end, bytes.length);
    }

    void force() {
        durable = current;
    }

    byte[] bytes() {
        return current.clone();
    }

    /** Tells what would survive. */
    byte[] surviving(Data survival) {
        int unsynced = current.length - durable.length;
        return switch (survival) {
            case LOST -> durable.clone();
            case TORN -> Arrays.copyOf(current, durable.length + unsynced / 2);
            case ZEROED -> Arrays.copyOf(durable, current.length);
            case KEPT -> current.clone();
        };
    }

    /** Makes what survives the durable and only content. */
    void losePower(Data survival) {
        current = surviving(survival);
        durable = current;
    }
}
