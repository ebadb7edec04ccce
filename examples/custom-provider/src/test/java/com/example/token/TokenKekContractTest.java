package com.example.token;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("server")
class TokenKekContractTest extends KekContract {
    private static final String NO_STREAM = "how a token is reached is the business of its library";
    private static final String NO_VERSIONS = "a key in a token has no versions: another one is another KEK";

    @Override
    protected KekSubject subject() {
        TestToken token = TestToken.known();
        return new Subject(token, token.newKey(), token.newKey());
    }

    private record Subject(TestToken token, TokenUri key, TokenUri other) implements KekSubject {

        @Override
        public KekProvider provider() {
            return new TokenKekProvider();
        }

        @Override
        public String uri() {
            return key.toString();
        }

        @Override
        public String otherUri() {
            return other.toString();
        }

        @Override
        public Reach reach() {
            return new Reach.Calls(new TokenStall(), NO_STREAM);
        }

        @Override
        public Optional<Action> deleteKey() {
            return Optional.of(() -> token.delete(key));
        }

        @Override
        public Optional<String> deniedUri() {
            return Optional.of(TestToken.locked().uri(key.alias()).toString());
        }

        @Override
        public List<byte[]> secrets() {
            return List.of(new String(PinFile.read(key.pinFile())).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, String> notApplicable() {
            return Map.of(
                    "rewrap.newest-version", NO_VERSIONS,
                    "rewrap.old-version-disabled", NO_VERSIONS,
                    "taxonomy.key-disabled", "a token has keys, or has them not");
        }

        @Override
        public void close() throws IOException {
            try {
                token.delete(key);
                token.delete(other);
            } catch (KeyStoreException e) {
                throw new IOException(e);
            }
        }
    }
}
