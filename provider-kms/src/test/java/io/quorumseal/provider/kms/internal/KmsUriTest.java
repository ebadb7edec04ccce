package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmsUriTest {
    private static final String ARN = ScriptedKms.ARN;

    @ParameterizedTest
    @CsvSource({
        "aws-kms:arn:aws:kms:eu-west-1:111122223333:key/mrk-12ab, arn:aws:kms:eu-west-1:111122223333:key/mrk-12ab, eu-west-1",
        "AWS-KMS:arn:aws-cn:kms:cn-north-1:111122223333:alias/a/b, arn:aws-cn:kms:cn-north-1:111122223333:alias/a/b, cn-north-1",
        "aws-kms:arn:aws:kms:eu-west-1:111122223333:key/12?region=eu-west-1, arn:aws:kms:eu-west-1:111122223333:key/12, eu-west-1",
        "aws-kms:alias/orders?region=us-east-2, alias/orders, us-east-2",
        "aws-kms:alias/orders, alias/orders,",
        "aws-kms:1234abcd-12ab, 1234abcd-12ab,"
    })
    void parse_goodUri_givesKeyAndRegion(String uri, String key, String region) {
        KmsUri parsed = KmsUri.parse(uri);
        assertEquals(key, parsed.key());
        assertEquals(Optional.ofNullable(region), parsed.region());
    }

    @Test
    void parse_allParameters_givesThem() {
        assertEquals(
                new KmsUri(
                        "alias/a",
                        Optional.of("eu-west-1"),
                        Optional.of(URI.create("https://vpce.example:444")),
                        Optional.of("ops team"),
                        Optional.of("arn:aws:iam::111122223333:role/a/b+c"),
                        false,
                        false),
                KmsUri.parse(
                        "aws-kms:alias/a?region=eu-west-1&endpoint=https%3A%2F%2Fvpce.example:444&profile=ops%20team"
                                + "&role=arn:aws:iam::111122223333:role/a/b+c&fips=false"));
        assertTrue(KmsUri.parse("aws-kms:alias/a?fips=true").fips());
        assertTrue(KmsUri.parse("aws-kms:alias/a?dualstack=true").dualstack());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:",
                "aws-kms:?region=eu-west-1",
                "other:alias/a",
                "aws-kms:alias/",
                "aws-kms:alias/a b",
                "aws-kms:a/b",
                "aws-kms:arn:aws:s3:::bucket",
                "aws-kms:arn:aws:kms:eu-west-1:1111:key/a",
                "aws-kms:arn:aws:kms:EU/x:111122223333:key/a",
                "aws-kms:arn:aws:kms:eu-west-1:111122223333:key/a?region=eu-west-2",
                "aws-kms:alias/a?region=evil.example/",
                "aws-kms:alias/a?region=",
                "aws-kms:alias/a?region",
                "aws-kms:alias/a?region=eu-west-1&region=eu-west-1",
                "aws-kms:alias/a?Region=eu-west-1",
                "aws-kms:alias/a?color=blue",
                "aws-kms:alias/a?fips=yes",
                "aws-kms:alias/a?role=admin",
                "aws-kms:alias/a?profile=%zz",
                "aws-kms:alias/a?profile=%0a",
                "aws-kms:alias/a?profile=a b",
                "aws-kms:alias/a?endpoint=http://10.0.0.1",
                "aws-kms:alias/a?endpoint=http://localhost.example",
                "aws-kms:alias/a?endpoint=http://127.0.0.1.example",
                "aws-kms:alias/a?endpoint=http://127.0.0.1@example",
                "aws-kms:alias/a?endpoint=https://user@example",
                "aws-kms:alias/a?endpoint=ftp://127.0.0.1",
                "aws-kms:alias/a?endpoint=example.com",
                "aws-kms:alias/a?endpoint=https://example&fips=true"
            })
    void parse_badUri_isMisconfigured(String uri) {
        assertEquals(KekException.Kind.MISCONFIGURED, refused(uri).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:5000", "http://localhost:5000", "http://[::1]:5000", "https://10.0.0.1"})
    void parse_endpointThatKeepsDeksToItself_isTaken(String endpoint) {
        assertEquals(
                Optional.of(URI.create(endpoint)),
                KmsUri.parse("aws-kms:alias/a?endpoint=" + endpoint).endpoint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?secretAccessKey=hunter2",
                "?secret-key=hunter2",
                "?session_token=hunter2",
                "?accessKeyId=hunter2",
                "?password=hunter2",
                "?hunter2",
                "?endpoint=https://user:hunter2@example",
                "?profile=%hunter2",
                "?region=hunter/2"
            })
    void parse_secretByMistake_isNotRepeated(String query) {
        String message = String.valueOf(refused("aws-kms:" + ARN + query).getMessage());
        assertFalse(message.contains("hunter"), message);
    }

    @Test
    void parse_unknownParameter_listsTheKnownOnes() {
        String message =
                String.valueOf(refused("aws-kms:" + ARN + "?color=blue").getMessage());
        assertTrue(message.contains("region, endpoint, profile, role, fips, dualstack"), message);
    }

    @Test
    void parse_documentedParameters_areTheKnownOnes() {
        Document.read().table("name | value | if not said").forEach(row -> {
            String value = row.get(0).equals("fips") || row.get(0).equals("dualstack") ? "neither" : "%";
            String message = String.valueOf(
                    refused("aws-kms:" + ARN + "?" + row.get(0) + "=" + value).getMessage());
            assertTrue(message.contains("the parameter " + row.get(0)), message);
        });
    }

    private static KekException refused(String uri) {
        return assertThrows(KekException.class, () -> KmsUri.parse(uri));
    }
}
