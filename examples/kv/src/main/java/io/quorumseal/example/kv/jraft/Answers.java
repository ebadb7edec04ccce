package io.quorumseal.example.kv.jraft;

import io.quorumseal.example.kv.client.NotWrittenException;
import java.io.IOException;
import java.util.Optional;

/** What the answers of nodes mean to a client. */
final class Answers {
    private Answers() {}

    /** This node does not lead: nothing was done. */
    static final class NotLeaderException extends IOException {
        private static final long serialVersionUID = 1L;

        NotLeaderException(String leader) {
            super("it does not lead" + (leader.isEmpty() ? "" : ", " + leader + " does"));
        }
    }

    /** Gives an answer that says that the request was done. */
    static Frame done(Frame answer) throws IOException {
        return switch (answer.kind()) {
            case DONE, ABSENT -> answer;
            case NOT_LEADER -> throw new NotLeaderException(answer.text());
            case NOT_NOW -> throw new NotWrittenException(new IOException(answer.text()), true);
            case REFUSED -> throw new NotWrittenException(new IOException(answer.text()), false);
            default -> throw new IOException(answer.text());
        };
    }

    static Optional<byte[]> value(Frame answer) throws IOException {
        return done(answer).kind() == Frame.Kind.ABSENT ? Optional.empty() : Optional.of(answer.body());
    }
}
