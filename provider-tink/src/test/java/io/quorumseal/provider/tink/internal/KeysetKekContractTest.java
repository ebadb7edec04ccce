package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.provider.tink.KeysetFiles;
import io.quorumseal.provider.tink.KeysetKey;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.TestKekHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code tink-keyset:} under a key file, under the contract. */
class KeysetKekContractTest extends KekContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() {
        Path inner = directory.resolve(UUID.randomUUID() + ".key");
        KeyFiles.create(inner);
        Kek kek = new TestKekHost().open("file:" + inner);
        Path file = directory.resolve(UUID.randomUUID() + ".json");
        Path other = directory.resolve(UUID.randomUUID() + ".json");
        KeysetFiles.create(file, kek);
        KeysetFiles.create(other, kek);
        return new Subject(kek, file, "?kek=file:" + inner, other);
    }

    private record Subject(Kek kek, Path file, String query, Path other) implements KekSubject {

        @Override
        public KekProvider provider() {
            return new KeysetKekProvider();
        }

        @Override
        public String uri() {
            return "tink-keyset:" + file + query;
        }

        @Override
        public String otherUri() {
            return "tink-keyset:" + other + query;
        }

        @Override
        public Optional<Action> rotate() {
            return Optional.of(() -> KeysetFiles.promote(file, kek, KeysetFiles.add(file, kek)));
        }

        @Override
        public Optional<Action> disableOldVersions() {
            return Optional.of(() -> KeysetFiles.list(file, kek).stream()
                    .filter(key -> !key.primary())
                    .map(KeysetKey::id)
                    .forEach(id -> KeysetFiles.disable(file, kek, id)));
        }

        @Override
        public Optional<Action> disableKey() {
            return Optional.of(this::disablePrimary);
        }

        /** Behind our tool's back, which refuses to. */
        private void disablePrimary() throws Exception {
            Keyset keyset = KeysetCodec.open(file, Files.readString(file), kek, TIMEOUT);
            String text = CleartextKeysets.text(keyset.handle()).replace("ENABLED", "DISABLED");
            KeysetHandle disabled =
                    TinkJsonProtoKeysetFormat.parseKeyset(text, RawAead.TINK, InsecureSecretKeyAccess.get());
            MasterAead master =
                    MasterAead.writing(kek, TIMEOUT, keyset.identity().orElseThrow());
            CleartextKeysets.write(
                    file,
                    TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(disabled, master, new byte[0], RawAead.TINK));
        }

        @Override
        public Optional<Action> deleteKey() {
            return Optional.of(() -> Files.delete(file));
        }

        @Override
        public Reach reach() {
            return NotApplicable.reach();
        }

        @Override
        public Map<String, String> notApplicable() {
            return NotApplicable.toKeysets();
        }

        @Override
        public void close() {
            kek.close();
        }
    }
}
