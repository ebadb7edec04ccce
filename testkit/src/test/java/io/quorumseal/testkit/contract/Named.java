package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A key of {@link ModelKms} and who uses it, with the way there.
 *
 * @param server where the server is
 * @param key the key's name
 * @param user who uses it
 * @param client the way there
 */
record Named(URI server, String key, String user, HttpClient client) {

    /** Asks the server, and is back in time. */
    Reply post(String operation, byte[] request, Duration timeout) throws IOException {
        HttpRequest post = HttpRequest.newBuilder(server.resolve("/" + operation + "/" + key))
                .header("X-User", user)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> got = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Reply(got.statusCode(), got.body());
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            answer.cancel(true);
        }
    }

    /** Asks the server, with a limit on each read instead of on the call. */
    Reply postPerRead(String operation, byte[] request, Duration limit) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                server.resolve("/" + operation + "/" + key).toURL().openConnection();
        connection.setReadTimeout((int) limit.toMillis());
        connection.setRequestProperty("X-User", user);
        connection.setDoOutput(true);
        connection.getOutputStream().write(request);
        try (InputStream in = connection.getInputStream()) {
            return new Reply(connection.getResponseCode(), in.readAllBytes());
        }
    }

    @Override
    public String toString() {
        return "model:" + server + "/" + key + "?user=" + user;
    }
}
