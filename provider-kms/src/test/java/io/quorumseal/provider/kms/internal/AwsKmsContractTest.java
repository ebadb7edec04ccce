package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The contract, at the KMS that the environment names. */
@Tag("server")
class AwsKmsContractTest extends KekContract {
    private static final String VERSIONS =
            "AWS KMS decrypts with all key material that a key ever had, and has no means to end that for old material";

    @Override
    protected KekSubject subject() {
        TestKms kms = TestKms.named();
        return new Subject(kms, FaultProxy.before(kms.endpoint()), kms.newKey(), kms.newKey());
    }

    private record Subject(TestKms kms, FaultProxy proxy, String key, String otherKey) implements KekSubject {

        @Override
        public KekProvider provider() {
            return new AwsKmsKekProvider();
        }

        @Override
        public String uri() {
            return TestKms.uri(key, proxy.uri());
        }

        @Override
        public String otherUri() {
            return TestKms.uri(otherKey, proxy.uri());
        }

        @Override
        public Reach reach() {
            return new Reach.Stream(proxy);
        }

        /** moto lets disabled and deleted keys decrypt, and asks nobody for permission. */
        @Override
        public Map<KekException.Kind, Fault> answers() {
            return Map.of(
                    KekException.Kind.DENIED, KmsAnswers.error(400, "AccessDeniedException"),
                    KekException.Kind.KEY_DISABLED, KmsAnswers.error(400, "DisabledException"),
                    KekException.Kind.KEY_NOT_FOUND, KmsAnswers.error(400, "NotFoundException"),
                    KekException.Kind.THROTTLED, KmsAnswers.error(400, "ThrottlingException"));
        }

        @Override
        public Map<String, String> notApplicable() {
            return Map.of(
                    "rewrap.newest-version", VERSIONS,
                    "rewrap.old-version-disabled", VERSIONS,
                    "memory.buffers",
                            "the AWS SDK decodes and encodes DEKs in buffers of its own, and does not zero them");
        }

        @Override
        public void close() {
            proxy.close();
            kms.close();
        }
    }
}
