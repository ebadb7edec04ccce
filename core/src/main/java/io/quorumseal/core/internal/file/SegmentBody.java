package io.quorumseal.core.internal.file;

import io.quorumseal.core.internal.key.FileCipher;
import java.io.IOException;

/** Seals what is written, segment by segment. A full segment waits for the next byte, which tells that it is not the last. */
final class SegmentBody implements FileWriter.Body {
    private final FileCipher cipher;
    private final FileWriter.Target target;
    private final byte[] plaintext;
    private final byte[] sealed;
    private long next;
    private int filled;

    SegmentBody(FileCipher cipher, FileWriter.Target target) {
        this.cipher = cipher;
        this.target = target;
        this.plaintext = new byte[cipher.parameters().plaintextSize()];
        this.sealed = new byte[cipher.parameters().segmentSize()];
    }

    @Override
    public void write(byte[] bytes, int from, int size) throws IOException {
        int at = from;
        int end = from + size;
        while (at < end) {
            if (filled == plaintext.length) {
                seal(plaintext, 0, filled, false);
                filled = 0;
            } else if (filled == 0 && end - at > plaintext.length) {
                seal(bytes, at, plaintext.length, false);
                at += plaintext.length;
            } else {
                int taken = Math.min(end - at, plaintext.length - filled);
                System.arraycopy(bytes, at, plaintext, filled, taken);
                filled += taken;
                at += taken;
            }
        }
    }

    private void seal(byte[] from, int at, int size, boolean last) throws IOException {
        target.write(sealed, cipher.seal(next, last, from, at, size, sealed));
        next++;
    }

    @Override
    public void end() throws IOException {
        seal(plaintext, 0, filled, true);
    }
}
