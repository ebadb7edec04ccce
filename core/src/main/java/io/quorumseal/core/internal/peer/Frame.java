package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import java.util.Arrays;
import java.util.Optional;

/**
 * What travels between two nodes. A question and its answer carry a proof; the other frames carry none, and nothing is done
 * or believed for them that a stranger could not have for the asking.
 */
public sealed interface Frame {
    /** Bytes of a challenge. */
    int CHALLENGE = 24;

    /** Bytes of an asker's nonce. */
    int NONCE = 16;

    /** Bytes of a tag. */
    int TAG = 32;

    /**
     * Asks which key a node proves itself by, and for a challenge.
     *
     * @param asker who asks
     * @param secret a secret, wrapped under the KEK, for a node that has no keys; nothing in the first hello
     */
    record Hello(String asker, byte[] secret) implements Frame {}

    /**
     * Answers a hello.
     *
     * @param node who answers
     * @param dek its active raft DEK; empty if it has no keys
     * @param challenge what a question to it has to carry
     */
    record Greeting(String node, Optional<DekId> dek, byte[] challenge) implements Frame {}

    /** Asks for key state in wrapped form, to be able to prove oneself. */
    record WantsKeys() implements Frame {}

    /**
     * Answers with it.
     *
     * @param state key state as it is exported
     */
    record Keys(byte[] state) implements Frame {}

    /**
     * A question of a member.
     *
     * @param kind what is asked
     * @param asker who asks
     * @param addressee who is asked
     * @param group the group that it is about
     * @param dek the addressee's active raft DEK, under which the tag is made; empty if it has no keys
     * @param challenge the addressee's
     * @param nonce what makes this question another than all before
     * @param body what else is asked
     * @param tag the proof
     */
    record Question(
            int kind,
            String asker,
            String addressee,
            String group,
            Optional<DekId> dek,
            byte[] challenge,
            byte[] nonce,
            byte[] body,
            byte[] tag)
            implements Frame {
        Question withTag(byte[] proof) {
            return new Question(kind, asker, addressee, group, dek, challenge, nonce, body, proof);
        }
    }

    /**
     * A member's answer.
     *
     * @param kind what is answered
     * @param question the tag of the question
     * @param body the answer
     * @param tag the proof
     */
    record Answer(int kind, byte[] question, byte[] body, byte[] tag) implements Frame {
        Answer withTag(byte[] proof) {
            return new Answer(kind, question, body, proof);
        }

        /** Whether it answers this very question. */
        public boolean answers(Question asked) {
            return Arrays.equals(question, asked.tag());
        }
    }

    /**
     * Answers anything: one word, without a proof.
     *
     * @param word the word
     */
    record Refused(Word word) implements Frame {}

    /** All that a stranger is told. */
    enum Word {
        /** What came proves nothing. */
        STRANGER(1, "does not take the question for one of a member"),
        /** Too much was asked at a time. */
        LATER(2, "was asked too much at a time"),
        /** The node is closed, or does not answer anybody for now. */
        CLOSED(3, "is closed"),
        /** Encryption is off on the node: it has nothing to prove itself by. */
        ENCRYPTION_OFF(4, "says that encryption is off on it; start it with a KEK"),
        /** The node has no keys, and its KEK does not do what the asker would be known by. */
        KEK_ILL(5, "says that its KEK fails; look at its status"),
        /** There are no keys to give. */
        NO_KEYS(6, "says that it has no keys");

        private final int code;
        private final String text;

        Word(int code, String text) {
            this.code = code;
            this.text = text;
        }

        int code() {
            return code;
        }

        String text() {
            return text;
        }
    }
}
