package io.quorumseal.tool.internal.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;

/** Answers requests, each over a connection of its own, so that no client keeps one. */
public final class PageHandler implements HttpHandler {
    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Connection", "close",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private final PageGuard guard;
    private final PageAnswers answers;

    public PageHandler(PageGuard guard, PageAnswers answers) {
        this.guard = guard;
        this.answers = answers;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            PageAnswer answer = guard.refusal(method, exchange.getRequestHeaders())
                    .orElseGet(() -> answers.to(exchange.getRequestURI().getPath()));
            send(answer, method.equals("HEAD"), exchange);
        }
    }

    private static void send(PageAnswer answer, boolean withoutBody, HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        ALWAYS.forEach(headers::set);
        answer.headers().forEach(headers::set);
        if (withoutBody) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.code(), -1);
        } else {
            exchange.sendResponseHeaders(answer.code(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
}
