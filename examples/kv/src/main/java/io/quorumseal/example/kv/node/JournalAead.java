package io.quorumseal.example.kv.node;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A cipher provider that writes every nonce into a {@link NonceJournal} before it is used, if there is one. The work is
 * the JDK's.
 */
final class JournalAead implements AeadProvider, AutoCloseable {
    private final AeadProvider jdk = new JdkAeadProvider();
    private final Optional<FileChannel> journal;

    JournalAead(Optional<Path> file) throws IOException {
        journal = file.isEmpty() ? Optional.empty() : Optional.of(create(file.get()));
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
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
        return journal.<Sealer>map(lines -> new JournalSealer(lines, keyHash(key), jdk.sealer(key)))
                .orElseGet(() -> jdk.sealer(key));
    }

    private static byte[] keyHash(SecretBytes key) {
        return key.readSecret(raw -> NonceJournal.hash(ByteBuffer.wrap(raw)));
    }

    private static void append(FileChannel journal, ByteBuffer line) {
        try {
            journal.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (journal.isPresent()) {
            journal.get().close();
        }
    }

    private static final class JournalSealer implements Sealer {
        private final FileChannel journal;
        private final byte[] keyHash;
        private final Sealer sealer;

        JournalSealer(FileChannel journal, byte[] keyHash, Sealer sealer) {
            this.journal = journal;
            this.keyHash = keyHash;
            this.sealer = sealer;
        }

        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            byte[] messageHash = NonceJournal.hash(aad.duplicate(), plaintext.duplicate());
            append(journal, NonceJournal.line(keyHash, nonce, messageHash));
            return sealer.seal(nonce, aad, plaintext, out);
        }

        @Override
        public void close() {
            sealer.close();
        }
    }
}
