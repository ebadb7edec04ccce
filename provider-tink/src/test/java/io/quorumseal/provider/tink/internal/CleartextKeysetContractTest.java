package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code tink-keyset-insecure:}, changed as Tink's own tool does, under the contract. */
class CleartextKeysetContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws Exception {
        return new Subject(make(), make());
    }

    private Path make() throws Exception {
        return CleartextKeysets.write(
                directory.resolve(UUID.randomUUID() + ".json"),
                CleartextKeysets.of(PredefinedAeadParameters.AES256_GCM));
    }

    private record Subject(Path file, Path other) implements KekSubject {

        @Override
        public KekProvider provider() {
            return new KeysetKekProvider();
        }

        @Override
        public String uri() {
            return "tink-keyset-insecure:" + file;
        }

        @Override
        public String otherUri() {
            return "tink-keyset-insecure:" + other;
        }

        @Override
        public Optional<Action> rotate() {
            return Optional.of(() -> CleartextKeysets.write(file, CleartextKeysets.rotated(keyset())));
        }

        @Override
        public Optional<Action> disableOldVersions() {
            return Optional.of(
                    () -> CleartextKeysets.write(file, CleartextKeysets.withFirst(keyset(), KeyStatus.DISABLED)));
        }

        @Override
        public Optional<Action> disableKey() {
            return Optional.of(
                    () -> CleartextKeysets.write(file, Files.readString(file).replace("ENABLED", "DISABLED")));
        }

        @Override
        public Optional<Action> deleteKey() {
            return Optional.of(() -> Files.delete(file));
        }

        private KeysetHandle keyset() throws Exception {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), RawAead.TINK, InsecureSecretKeyAccess.get());
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
        public void close() {}
    }
}
