package io.quorumseal.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** As much of HTTP/1.1 (RFC 9112) as the proxy needs: to find where a request ends, and to write an answer. */
final class HttpText {
    private static final int MAX_HEAD = 1 << 16;
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private HttpText() {}

    /**
     * Reads one request, and has it ask for the end of the connection behind its answer.
     *
     * @return the request; empty if the client closed the connection before it
     */
    static Optional<byte[]> readRequest(InputStream in) throws IOException {
        Optional<byte[]> head = readUntil(in, END_OF_HEAD);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String text = new String(head.get(), StandardCharsets.ISO_8859_1);
        return Optional.of(join(closing(text).getBytes(StandardCharsets.ISO_8859_1), readBody(in, text)));
    }

    private static byte[] readBody(InputStream in, String head) throws IOException {
        if (header(head, "transfer-encoding")
                .filter("chunked"::equalsIgnoreCase)
                .isPresent()) {
            return readChunks(in);
        }
        int length = header(head, "content-length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the request ends in the middle of its body");
        }
        return body;
    }

    /** Reads chunks as they stand, with their sizes, so that they can be passed on. */
    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            byte[] line = readUntil(in, END_OF_LINE).orElseThrow(EOFException::new);
            all.write(line);
            size = Integer.parseInt(new String(line, StandardCharsets.ISO_8859_1).split(";", 2)[0].strip(), 16);
            all.write(in.readNBytes(size + 2));
        } while (size > 0);
        return all.toByteArray();
    }

    private static Optional<byte[]> readUntil(InputStream in, byte[] end) throws IOException {
        byte[] read = new byte[MAX_HEAD];
        for (int n = 0; n < MAX_HEAD; ) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            read[n++] = (byte) next;
            if (n >= end.length && Arrays.equals(read, n - end.length, n, end, 0, end.length)) {
                return Optional.of(Arrays.copyOf(read, n));
            }
        }
        throw new IOException("more than " + MAX_HEAD + " bytes before the end of the request's head");
    }

    /** Reads an answer: as many bytes as it says, or, if it does not say, all until the connection is closed. */
    static byte[] readAnswer(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[MAX_HEAD];
        for (int read; !isWhole(all.toByteArray()) && (read = in.read(some)) >= 0; ) {
            all.write(some, 0, read);
        }
        return all.toByteArray();
    }

    private static boolean isWhole(byte[] answer) {
        int end = indexOf(answer, END_OF_HEAD);
        if (end < 0) {
            return false;
        }
        int body = answer.length - end - END_OF_HEAD.length;
        return header(new String(answer, 0, end, StandardCharsets.ISO_8859_1), "content-length")
                .filter(length -> body >= Long.parseLong(length))
                .isPresent();
    }

    static Optional<String> header(String head, String name) {
        return head.lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    static byte[] answer(int status, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
        return join(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
    }

    /** Replaces the status line. */
    static byte[] withStatus(int status, byte[] answer) {
        int end = indexOf(answer, END_OF_LINE);
        byte[] line = ("HTTP/1.1 " + status + " Scripted").getBytes(StandardCharsets.ISO_8859_1);
        return join(line, Arrays.copyOfRange(answer, end, answer.length));
    }

    /** Says in an answer what is so: that the connection is closed behind it. */
    static byte[] closing(byte[] answer) {
        int end = indexOf(answer, END_OF_HEAD);
        if (end < 0) {
            return answer;
        }
        String head = closing(new String(answer, 0, end, StandardCharsets.ISO_8859_1));
        return join(
                head.getBytes(StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(answer, end + END_OF_HEAD.length, answer.length));
    }

    /** Replaces what a head says of the connection. */
    static String closing(String head) {
        return head.lines()
                .filter(line -> !line.isEmpty() && !isOfConnection(line.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("\r\n", "", "\r\nConnection: close\r\n\r\n"));
    }

    private static boolean isOfConnection(String line) {
        return line.startsWith("connection:") || line.startsWith("keep-alive:");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int place = 0; place <= bytes.length - part.length; place++) {
            if (Arrays.equals(bytes, place, place + part.length, part, 0, part.length)) {
                return place;
            }
        }
        return -1;
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
