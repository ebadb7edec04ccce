package io.quorumseal.testkit.sim;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;

/** A cipher that tells a journal what it is about to seal, or what it sealed under a nonce of its own. */
record RecordingAead(AeadProvider real, NonceJournal journal) implements AeadProvider {

    @Override
    public String id() {
        return "recording-" + real.id();
    }

    @Override
    public boolean choosesNonces() {
        return real.choosesNonces();
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        journal.noteKey(key);
        return new Recording(real.sealer(key), NonceJournal.fingerprint(key), journal, choosesNonces());
    }

    @Override
    public Opener opener(SecretBytes key) {
        journal.noteKey(key);
        return real.opener(key);
    }

    private record Recording(Sealer real, String key, NonceJournal journal, boolean nonceComesLater) implements Sealer {
        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            byte[] bound = bytes(aad);
            byte[] text = bytes(plaintext);
            if (!nonceComesLater) {
                journal.record(key, nonce, bound, text);
            }
            int size = real.seal(nonce, aad, plaintext, out);
            if (nonceComesLater) {
                journal.record(key, nonce, bound, text);
            }
            return size;
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
