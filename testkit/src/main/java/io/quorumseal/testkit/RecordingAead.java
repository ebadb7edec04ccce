package io.quorumseal.testkit;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;

/** A cipher that tells a journal what it is about to seal. */
record RecordingAead(AeadProvider real, NonceJournal journal) implements AeadProvider {

    @Override
    public String id() {
        return "recording-" + real.id();
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        journal.noteKey(key);
        return new Recording(real.sealer(key), NonceJournal.fingerprint(key), journal);
    }

    @Override
    public Opener opener(SecretBytes key) {
        journal.noteKey(key);
        return real.opener(key);
    }

    private record Recording(Sealer real, String key, NonceJournal journal) implements Sealer {
        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            journal.record(key, nonce, bytes(aad), bytes(plaintext));
            return real.seal(nonce, aad, plaintext, out);
        }

        private static byte[] bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
