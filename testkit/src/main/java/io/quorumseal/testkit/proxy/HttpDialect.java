package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** HTTP/1.1, with one call for each connection. */
final class HttpDialect implements Dialect {
    static final HttpDialect INSTANCE = new HttpDialect();

    private HttpDialect() {}

    @Override
    public Optional<byte[]> request(InputStream client) throws IOException {
        return HttpText.readRequest(client);
    }

    @Override
    public Optional<byte[]> answer(InputStream server) throws IOException {
        byte[] answer = HttpText.closing(HttpText.readAnswer(server));
        return answer.length == 0 ? Optional.empty() : Optional.of(answer);
    }

    @Override
    public FaultProxy.Call call(byte[] request) {
        String head = new String(request, StandardCharsets.ISO_8859_1);
        String[] line = head.lines().findFirst().orElse("").split(" ", 3);
        String target = HttpText.header(head, "x-amz-target").orElse("");
        return new FaultProxy.Call(line[0], line.length > 1 ? line[1] : "", target);
    }

    @Override
    public boolean endsWithAnswer() {
        return true;
    }

    @Override
    public String toString() {
        return "HTTP";
    }
}
