package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request as it came.
 *
 * @param head request line and headers, with the empty line
 * @param body the bytes behind it, with the sizes of chunks where it has chunks
 */
record HttpRequest(String head, byte[] body) {

    FaultProxy.Call call() {
        String[] line = head.lines().findFirst().orElse("").split(" ", 3);
        String target = HttpText.header(head, "x-amz-target").orElse("");
        return new FaultProxy.Call(line[0], line.length > 1 ? line[1] : "", target);
    }

    /** Writes the request, in one piece, asking the server to close the connection behind its answer. */
    void writeTo(OutputStream out) throws IOException {
        out.write(HttpText.join(HttpText.closing(head).getBytes(StandardCharsets.ISO_8859_1), body));
        out.flush();
    }

    /** Bodies and headers hold secrets, so that only the call shows. */
    @Override
    public String toString() {
        return call().toString();
    }
}
