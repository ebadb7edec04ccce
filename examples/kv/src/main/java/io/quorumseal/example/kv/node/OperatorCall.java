package io.quorumseal.example.kv.node;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One command over a connection: its words go one way, what it came to the other way. */
final class OperatorCall {
    private static final int MOST_WORDS = 64;
    private static final int MOST_BYTES = 16 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * What a command came to.
     *
     * @param code the exit code
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Answer(int code, String out, String err) {}

    OperatorCall(SocketChannel channel) {
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    }

    Answer ask(String... words) throws IOException {
        out.writeInt(words.length);
        for (String word : words) {
            write(word);
        }
        out.flush();
        return new Answer(in.readInt(), read(), read());
    }

    String[] receive() throws IOException {
        String[] words = new String[checked(in.readInt(), MOST_WORDS)];
        for (int i = 0; i < words.length; i++) {
            words[i] = read();
        }
        return words;
    }

    void answer(Answer answer) throws IOException {
        out.writeInt(answer.code());
        write(answer.out());
        write(answer.err());
        out.flush();
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private String read() throws IOException {
        byte[] bytes = new byte[checked(in.readInt(), MOST_BYTES)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int checked(int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("a length of " + count + " was announced; at most " + most + " is accepted");
        }
        return count;
    }
}
