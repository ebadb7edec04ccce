package io.quorumseal.tool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A command as it travels to the node: a version, where the answer is shown, and the words, each at most 65,535 bytes in
 * modified UTF-8. All fit into one {@link SocketFrame}.
 *
 * @param terminal where the answer is shown
 * @param words the command and its arguments
 */
record SocketRequest(Terminal terminal, List<String> words) {
    static final int MOST_WORDS = 64;
    private static final int VERSION = 1;

    SocketFrame frame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(terminal.ansi());
            out.writeShort(terminal.columns());
            out.writeShort(words.size());
            for (String word : words) {
                out.writeUTF(word);
            }
        }
        if (bytes.size() > SocketFrame.MOST_BYTES || words.size() > MOST_WORDS) {
            throw new IOException(words.size() + " words of " + bytes.size() + " bytes are too many; at most "
                    + MOST_WORDS + " and " + SocketFrame.MOST_BYTES + " bytes are sent");
        }
        return new SocketFrame(SocketFrame.Kind.ASK, bytes.toByteArray());
    }

    static SocketRequest of(SocketFrame frame) throws IOException {
        if (frame.kind() != SocketFrame.Kind.ASK) {
            throw new IOException("a command was expected, not " + frame.kind());
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.body()))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("the operator speaks version " + version + " and this node version " + VERSION
                        + "; use the client of the node's own release");
            }
            Terminal terminal = new Terminal(in.readBoolean(), in.readUnsignedShort());
            String[] words = new String[checked(in.readUnsignedShort())];
            for (int i = 0; i < words.length; i++) {
                words[i] = in.readUTF();
            }
            return new SocketRequest(terminal, List.of(words));
        }
    }

    private static int checked(int words) throws IOException {
        if (words > MOST_WORDS) {
            throw new IOException(words + " words were announced; at most " + MOST_WORDS + " are accepted");
        }
        return words;
    }
}
