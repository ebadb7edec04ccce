package io.quorumseal.tool.internal.page;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is sent back.
 *
 * @param code the status of HTTP
 * @param headers what stands above the body, beside what stands above each
 * @param body the body
 */
public record PageAnswer(int code, Map<String, String> headers, byte[] body) {
    private static final String TYPE = "Content-Type";

    static PageAnswer text(int code, String line) {
        return of(code, "text/plain; charset=utf-8", line + "\n");
    }

    static PageAnswer of(int code, String type, String body) {
        return new PageAnswer(code, Map.of(TYPE, type), body.getBytes(StandardCharsets.UTF_8));
    }

    PageAnswer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new PageAnswer(code, more, body);
    }
}
