package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.soak.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A register that is one, with twelve callers whose operations overlap: each takes effect at a moment of its own. */
final class RandomRegister {
    private static final int CALLERS = 12;
    private static final int LONGEST = 20;
    private static final int ONE_OF_LOST = 50;

    private final Random random;
    private final List<Operation> history = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private long value = Operation.ABSENT;
    private long lastWritten;

    private RandomRegister(Random random) {
        this.random = random;
        for (int i = 0; i < CALLERS; i++) {
            calls.add(call(0));
        }
    }

    /** An operation under way; what it reads is known when it takes effect. */
    private static final class Call {
        private final boolean writes;
        private final long asked;
        private final long effect;
        private final long answered;
        private long value;

        Call(boolean writes, long value, long asked, long effect, long answered) {
            this.writes = writes;
            this.value = value;
            this.asked = asked;
            this.effect = effect;
            this.answered = answered;
        }
    }

    static List<Operation> history(Random random, int length) {
        RandomRegister register = new RandomRegister(random);
        for (long now = 0; register.history.size() < length; now++) {
            register.step(now);
        }
        register.leave();
        return register.history;
    }

    /** The answers to the last writes are lost. */
    private void leave() {
        calls.stream()
                .filter(call -> call.writes)
                .map(call -> new Operation(0, Kind.WRITE, call.value, call.asked, Operation.OPEN))
                .forEach(history::add);
    }

    private Call call(long now) {
        boolean writes = random.nextBoolean();
        long asked = now + 1 + random.nextInt(LONGEST);
        long effect = asked + random.nextInt(LONGEST);
        return new Call(writes, writes ? ++lastWritten : 0, asked, effect, effect + random.nextInt(LONGEST));
    }

    private void step(long now) {
        calls.stream().filter(call -> call.effect == now).forEach(this::takeEffect);
        for (int i = 0; i < CALLERS; i++) {
            if (calls.get(i).answered == now) {
                history.add(operation(calls.get(i)));
                calls.set(i, call(now));
            }
        }
    }

    private void takeEffect(Call call) {
        if (call.writes) {
            value = call.value;
        } else {
            call.value = value;
        }
    }

    /** The answer to a write is lost now and then. */
    private Operation operation(Call call) {
        boolean lost = call.writes && random.nextInt(ONE_OF_LOST) == 0;
        Kind kind = call.writes ? Kind.WRITE : Kind.READ;
        return new Operation(0, kind, call.value, call.asked, lost ? Operation.OPEN : call.answered);
    }
}
