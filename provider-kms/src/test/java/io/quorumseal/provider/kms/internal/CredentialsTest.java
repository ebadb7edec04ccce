package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;

/** Credentials come from where the URI says, and their lack is told apart from that of KMS. */
class CredentialsTest {
    private static final String STS = "aws.endpointUrlSts";
    private static final String ROLE = "&role=arn:aws:iam::111122223333:role/node";

    final FaultProxy kms = FaultProxy.before(URI.create("http://127.0.0.1:9"));
    final FaultProxy sts = FaultProxy.before(URI.create("http://127.0.0.1:9"));

    @BeforeEach
    void script() {
        kms.always(KmsAnswers.key(ScriptedKms.ARN));
        System.setProperty(STS, sts.uri().toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(STS);
        kms.close();
        sts.close();
    }

    private Kek open(String parameters) {
        return new AwsKmsKekProvider().open(TestKms.uri(ScriptedKms.ARN, kms.uri()) + parameters, new TestKekHost());
    }

    @Test
    void open_missingProfile_isMisconfigured() {
        KekException error = assertKind(Kind.MISCONFIGURED, () -> open("&profile=missing"));
        assertTrue(String.valueOf(error.getMessage()).contains("'missing'"), error.getMessage());
        assertEquals(0, kms.calls().size());
    }

    @Test
    void open_role_isAssumedWithTheProfilesCredentials() {
        sts.always(session(Instant.now().plusSeconds(3_600)));
        open("&profile=scripted" + ROLE).close();
        assertEquals(1, sts.calls().size());
        assertEquals(1, kms.calls().size());
    }

    @Test
    void open_roleThatMayNotBeAssumed_isDenied() {
        sts.always(Fault.answer(
                403,
                Map.of("Content-Type", "text/xml"),
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                        + "<Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"));
        KekException error = assertKind(Kind.DENIED, () -> open("&profile=scripted" + ROLE));
        assertTrue(String.valueOf(error.getMessage()).contains("sts:AssumeRole"), error.getMessage());
        assertEquals(0, kms.calls().size());
    }

    @Test
    void open_stsDoesNotResolve_isUnreachableByItsName() {
        System.setProperty(STS, "https://sts.nowhere.invalid");
        KekException error = assertKind(Kind.UNREACHABLE, () -> open("&profile=scripted" + ROLE));
        assertTrue(String.valueOf(error.getMessage()).contains("sts.nowhere.invalid"), error.getMessage());
    }

    @Test
    void open_stsDoesNotAnswer_isUnreachable() {
        sts.always(Fault.reset());
        assertKind(Kind.UNREACHABLE, () -> open("&profile=scripted" + ROLE));
    }

    /** So the SDK ends a call whose time is over. */
    @Test
    void resolveCredentials_interrupted_isNoLackOfThem() {
        KmsUri uri = KmsUri.parse(TestKms.uri(ScriptedKms.ARN, kms.uri()) + "&profile=scripted" + ROLE);
        Environment none = name -> Optional.empty();
        try (Credentials credentials = new Credentials(uri, new Connections(none), none)) {
            Thread.currentThread().interrupt();
            ToldException told = assertThrows(ToldException.class, credentials::resolveCredentials);
            assertEquals(Kind.UNREACHABLE, told.failure().kind(), told::getMessage);
        } finally {
            var unused = Thread.interrupted();
        }
    }

    @Test
    void chain_sourceThatIsInterrupted_isNotTakenForOneWithout() {
        AbortedException aborted = AbortedException.create("Thread was interrupted");
        AwsCredentialsProvider interrupted = () -> {
            throw aborted;
        };
        AwsCredentialsProvider another = AnonymousCredentialsProvider.create();
        try (CredentialChain chain = new CredentialChain(List.of(interrupted, another))) {
            assertSame(aborted, assertThrows(AbortedException.class, chain::resolveCredentials));
        }
    }

    @Test
    void open_stsWithoutTls_isRefused() {
        System.setProperty(STS, "http://sts.example");
        assertKind(Kind.MISCONFIGURED, () -> open("&profile=scripted" + ROLE));
    }

    @Test
    void probe_credentialsCannotBeRenewed_isUnreachable() {
        sts.next(session(Instant.now().plusSeconds(1)));
        sts.always(KmsAnswers.error(503, "ServiceUnavailable"));
        try (Kek kek = open("&profile=scripted" + ROLE)) {
            KekException error = assertKind(Kind.UNREACHABLE, () -> kek.probe(Duration.ofSeconds(5)));
            assertFalse(String.valueOf(error.getMessage()).contains("scripted-secret"), error.getMessage());
        }
    }

    private static Fault session(Instant end) {
        return Fault.answer(
                200,
                Map.of("Content-Type", "text/xml"),
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
                        + "<AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/node/quorumseal</Arn>"
                        + "<AssumedRoleId>A:quorumseal</AssumedRoleId></AssumedRoleUser>"
                        + "<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>scripted-secret</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>"
                        + end.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>");
    }
}
