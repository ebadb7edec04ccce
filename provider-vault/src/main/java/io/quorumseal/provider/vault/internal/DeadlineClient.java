package io.quorumseal.provider.vault.internal;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The client that the driver is given: its own time limits are whole seconds, and end with the answer's headers. What
 * it does not set it never asks for either.
 */
final class DeadlineClient extends HttpClient {
    private final Connection connection;
    private final HttpClient like;
    private final Deadline deadline;

    DeadlineClient(Connection connection, HttpClient like, Deadline deadline) {
        this.connection = connection;
        this.like = like;
        this.deadline = deadline;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return connection.exchange(request, handler, deadline);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        throw new UnsupportedOperationException("the driver waits for its answers");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
        throw new UnsupportedOperationException("the driver waits for its answers");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return like.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return like.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return like.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return like.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return like.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return like.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return like.authenticator();
    }

    @Override
    public Version version() {
        return like.version();
    }

    @Override
    public Optional<Executor> executor() {
        return like.executor();
    }
}
