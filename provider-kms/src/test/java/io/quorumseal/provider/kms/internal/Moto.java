package io.quorumseal.provider.kms.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What moto has besides KMS: users with policies, and a switch by which it begins to ask for permission.
 *
 * @param endpoint where it is
 */
record Moto(URI endpoint) {
    /** moto tells services apart by what a request was signed for, and does not look at the signature. */
    private static final String SIGNED_FOR_IAM =
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";

    /** Access key and secret key. */
    record Pair(String access, String secret) {}

    boolean isThere() {
        try {
            HttpURLConnection connection = connect("/moto-api/");
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    Pair newUser(String name, String policy) throws IOException {
        iam(Map.of("Action", "CreateUser", "UserName", name));
        iam(Map.of("Action", "PutUserPolicy", "UserName", name, "PolicyName", "p", "PolicyDocument", policy));
        String keys = iam(Map.of("Action", "CreateAccessKey", "UserName", name));
        return new Pair(element(keys, "AccessKeyId"), element(keys, "SecretAccessKey"));
    }

    private String iam(Map<String, String> form) throws IOException {
        HttpURLConnection connection = connect("/");
        connection.setRequestProperty("Authorization", SIGNED_FOR_IAM);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post(connection, body + "&Version=2010-05-08");
    }

    private static String element(String xml, String name) {
        Matcher found = Pattern.compile("<" + name + ">([^<]+)</").matcher(xml);
        if (!found.find()) {
            throw new AssertionError("no " + name + " in moto's answer");
        }
        return found.group(1);
    }

    void askForPermission(boolean ask) throws IOException {
        HttpURLConnection connection = connect("/moto-api/reset-auth");
        connection.setRequestProperty("Content-Type", "text/plain");
        post(connection, ask ? "0" : "inf");
    }

    private HttpURLConnection connect(String path) throws IOException {
        return (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
    }

    private static String post(HttpURLConnection connection, String body) throws IOException {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
