package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.examples.arithmetic.ArithmeticStateMachine;
import org.apache.ratis.examples.arithmetic.AssignmentMessage;
import org.apache.ratis.examples.arithmetic.expression.Expression;
import org.apache.ratis.examples.arithmetic.expression.Variable;
import org.apache.ratis.examples.counter.CounterCommand;
import org.apache.ratis.examples.counter.server.CounterStateMachine;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.statemachine.StateMachine;

/** The state machines of Ratis's examples, as they come in their authors' jar. */
enum MachineOfOthers {
    /** Sets variables to numbers. */
    ARITHMETIC {
        @Override
        StateMachine make() {
            return new ArithmeticStateMachine();
        }

        @Override
        Message write(int number) {
            return new AssignmentMessage(new Variable(name(number)), number(number));
        }

        @Override
        void check(RaftClient client, int written) throws IOException {
            for (int number = 1; number <= written; number++) {
                RaftClientReply reply =
                        client.io().sendReadOnly(Expression.Utils.toMessage(new Variable(name(number))));
                byte[] answer = reply.getMessage().getContent().toByteArray();
                double found = Expression.Utils.bytes2Expression(answer, 0).evaluate(Map.of());
                equal(number, found, this + " variable " + name(number));
            }
        }

        @Override
        List<String> readable() {
            return List.of(SERIALIZED, "canaryNumber", "java.util.HashMap");
        }

        private String name(int number) {
            return "canaryNumber" + number;
        }

        private Expression number(int number) {
            return new org.apache.ratis.examples.arithmetic.expression.DoubleValue(number);
        }
    },

    /** Counts. */
    COUNTER {
        @Override
        StateMachine make() {
            return new CounterStateMachine();
        }

        @Override
        Message write(int number) {
            return CounterCommand.INCREMENT.getMessage();
        }

        @Override
        void check(RaftClient client, int written) throws IOException {
            RaftClientReply reply = client.io().sendReadOnly(CounterCommand.GET.getMessage());
            equal(
                    written,
                    ByteBuffer.wrap(reply.getMessage().getContent().toByteArray())
                            .getInt(),
                    this + "");
        }

        @Override
        List<String> readable() {
            return List.of(SERIALIZED);
        }
    };

    /** How everything begins that Java's serialization writes, as both machines do. */
    static final String SERIALIZED =
            new String(new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5}, StandardCharsets.ISO_8859_1);

    abstract StateMachine make();

    /** What a client sends; the numbers go up from 1. */
    abstract Message write(int number);

    /** Asks the leader, and fails if it has anything else than what was written up to a number. */
    abstract void check(RaftClient client, int written) throws IOException;

    /** What must not be found on any disk. */
    abstract List<String> readable();

    private static void equal(double wanted, double found, String what) {
        if (wanted != found) {
            throw new AssertionError(what + ": wanted " + wanted + ", found " + found);
        }
    }
}
