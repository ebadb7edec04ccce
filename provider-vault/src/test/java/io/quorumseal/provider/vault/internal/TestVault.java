package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.testkit.TestEnvironment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The real Vault that the environment names, with a Transit engine of the test's own. Its owner may do everything. */
final class TestVault implements AutoCloseable {
    private static final String SHARED = "TEST_QUORUMSEAL_VAULT";
    private static final String TO_SEAL = "TEST_QUORUMSEAL_SEALED_VAULT";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final String token;
    private final String mount = "test-" + UUID.randomUUID();

    private TestVault(String address, String token) {
        this.address = address;
        this.token = token;
        write("sys/mounts/" + mount, "{\"type\":\"transit\"}");
    }

    /** The Vault that test classes share, also those that run at the same time: nobody seals it. */
    static TestVault open() {
        return open(SHARED);
    }

    /** The Vault that one test at a time may seal. */
    static TestVault openToSeal() {
        return open(TO_SEAL);
    }

    private static TestVault open(String prefix) {
        return new TestVault(variable(prefix + "_ADDR"), variable(prefix + "_TOKEN"));
    }

    private static String variable(String name) {
        return TestEnvironment.require(name, "run: eval \"$(testkit/servers/vault start)\"");
    }

    String mount() {
        return mount;
    }

    String address() {
        return address;
    }

    String token() {
        return token;
    }

    String hostAndPort() {
        return URI.create(address).getAuthority();
    }

    boolean isPlain() {
        return address.startsWith("http:");
    }

    /** The URI of a key, for somebody who has a token. */
    String uri(String key, String parameters) {
        return "vault-transit://" + hostAndPort() + "/" + mount + "/" + key + "?" + (isPlain() ? "tls=off&" : "")
                + parameters;
    }

    String uri(String key, Path tokenFile) {
        return uri(key, "token-file=" + tokenFile);
    }

    void makeKey(String key) {
        write(mount + "/keys/" + key, "{\"derived\":true,\"type\":\"aes256-gcm96\"}");
    }

    void rotate(String key) {
        write(mount + "/keys/" + key + "/rotate", "{}");
    }

    void configure(String key, String json) {
        write(mount + "/keys/" + key + "/config", json);
    }

    void deleteKey(String key) {
        configure(key, "{\"deletion_allowed\":true}");
        delete(mount + "/keys/" + key);
    }

    void seal() {
        write("sys/seal", "{}");
    }

    void unseal() {
        write("sys/unseal", "{\"key\":\"" + variable(TO_SEAL + "_UNSEAL_KEY") + "\"}");
    }

    /** Makes a token that has this policy, and the given properties, only. */
    String token(String policy, String properties) {
        String name = policy(policy);
        JsonObject made = write(
                "auth/token/create", "{\"policies\":[\"" + name + "\"],\"no_default_policy\":true" + properties + "}");
        return text(made, "auth", "client_token");
    }

    /** Stores a policy under a name of its own. */
    String policy(String policy) {
        String name = "test-" + UUID.randomUUID();
        write("sys/policies/acl/" + name, new JsonObject().add("policy", policy).toString());
        return name;
    }

    /** A role of AppRole, with a secret id. */
    record Role(String name, String id, String secret) {}

    /** Makes a role whose tokens have this policy, and the default one; properties begin with a comma. */
    Role appRole(String policy, String properties, String ofSecret) {
        String name = "test-" + UUID.randomUUID();
        String role = "auth/approle/role/" + name;
        write(role, "{\"token_policies\":[\"" + policy(policy) + "\"]" + properties + "}");
        return new Role(
                name,
                text(read(role + "/role-id"), "data", "role_id"),
                text(write(role + "/secret-id", ofSecret), "data", "secret_id"));
    }

    /** Tells how many more logins the secret id is for. */
    int loginsLeft(Role role) {
        JsonObject secret = write(
                "auth/approle/role/" + role.name() + "/secret-id/lookup",
                new JsonObject().add("secret_id", role.secret()).toString());
        return Json.number(Json.object(secret, "data"), "secret_id_num_uses");
    }

    /** Revokes every token that AppRole gave. */
    void revokeLogins() {
        write("sys/leases/revoke-prefix/auth/approle/login", "{\"sync\":true}");
    }

    /** Tells the live tokens that this role gave. */
    List<JsonObject> tokensOf(Role role) {
        return Json.texts(Json.object(call("LIST", "auth/token/accessors", ""), "data"), "keys").stream()
                .map(accessor -> Json.object(lookUp(accessor), "data"))
                .filter(token ->
                        Json.text(Json.object(token, "meta"), "role_name").equals(Optional.of(role.name())))
                .toList();
    }

    private JsonObject lookUp(String accessor) {
        return write(
                "auth/token/lookup-accessor",
                new JsonObject().add("accessor", accessor).toString());
    }

    static Path store(Path file, String token) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, token + "\n");
    }

    JsonObject write(String path, String json) {
        return call("POST", path, json);
    }

    JsonObject read(String path) {
        return call("GET", path, "");
    }

    void delete(String path) {
        call("DELETE", path, "");
    }

    static String text(JsonObject answer, String object, String name) {
        return answer.get(object).asObject().get(name).asString();
    }

    private JsonObject call(String method, String path, String json) {
        HttpResponse<String> answer = send(token, method, path, json);
        assertTrue(answer.statusCode() < 300, method + " " + path + ": " + answer.statusCode() + answer.body());
        return answer.body().isBlank()
                ? new JsonObject()
                : io.github.jopenlibs.vault.json.Json.parse(answer.body()).asObject();
    }

    /** Tells what somebody else's call comes to. */
    int status(String otherToken, String method, String path, String json) {
        return send(otherToken, method, path, json).statusCode();
    }

    private HttpResponse<String> send(String by, String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                .header("X-Vault-Token", by)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        delete("sys/mounts/" + mount);
    }
}
