package io.quorumseal.example.kv;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A cipher provider that writes every nonce into a {@link NonceJournal} before it is used. The work is the JDK's. */
final class JournalAead implements AeadProvider, AutoCloseable {
    private final AeadProvider jdk = new JdkAeadProvider();
    private final FileChannel journal;

    JournalAead(Path file) throws IOException {
        journal = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    @Override
    public String id() {
        return "journal-aes-256-gcm";
    }

    @Override
    public Opener opener(SecretBytes key) {
        return jdk.opener(key);
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        byte[] keyHash = key.readSecret(raw -> NonceJournal.hash(ByteBuffer.wrap(raw)));
        return new JournalSealer(keyHash, jdk.sealer(key));
    }

    private void append(ByteBuffer line) {
        try {
            journal.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private final class JournalSealer implements Sealer {
        private final byte[] keyHash;
        private final Sealer sealer;

        JournalSealer(byte[] keyHash, Sealer sealer) {
            this.keyHash = keyHash;
            this.sealer = sealer;
        }

        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            byte[] messageHash = NonceJournal.hash(aad.duplicate(), plaintext.duplicate());
            append(NonceJournal.line(keyHash, nonce, messageHash));
            return sealer.seal(nonce, aad, plaintext, out);
        }

        @Override
        public void close() {
            sealer.close();
        }
    }
}
