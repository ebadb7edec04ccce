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

/** By HTTP/1.1. */
final class HttpWay implements ModelWay {
    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpWay(URI server) {
        this.server = server;
    }

    @Override
    public Reply post(Named by, String operation, byte[] request, Duration limit) throws IOException {
        HttpRequest post = HttpRequest.newBuilder(server.resolve("/" + operation + "/" + by.key()))
                .header("X-User", by.user())
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> got = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
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

    @Override
    public Reply postPerRead(Named by, String operation, byte[] request, Duration limit) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                server.resolve("/" + operation + "/" + by.key()).toURL().openConnection();
        connection.setReadTimeout((int) limit.toMillis());
        connection.setRequestProperty("X-User", by.user());
        connection.setDoOutput(true);
        connection.getOutputStream().write(request);
        try (InputStream in = connection.getInputStream()) {
            return new Reply(connection.getResponseCode(), in.readAllBytes());
        }
    }
}
