package io.quorumseal.testkit.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** What becomes of what one node asks, and of the answers that it hears. */
public final class SimPost {
    private static final int MOST_KEPT = 8;
    private static final int VERSION_PLACE = 1;
    private static final int KIND_PLACE = 2;
    private static final byte LATER_VERSION = 99;

    private final Deque<byte[]> heard = new ArrayDeque<>();
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> onTheWay = new ArrayList<>();
    private Way way = Way.AT_ONCE;
    private int changes;

    /** How questions go, and answers come. */
    public enum Way {
        /** As they were given, at once. */
        AT_ONCE,
        /** An answer comes when {@link #deliver} is called. */
        LATE,
        /** A question goes when {@link #deliver} is called, whoever asked it may be gone then. */
        QUESTION_LATE,
        /** At once; the question came twice. */
        TWICE,
        /** Without their last byte. */
        CUT_SHORT,
        /** In a format that nobody here knows. */
        LATER_FORMAT,
        /** As an answer to something else, if this node has heard one. */
        OTHER_KIND,
        /** As an answer of the same kind to an earlier question, if this node has heard one. */
        OLD_ANSWER,
        /** With a bit changed. */
        ANSWER_CHANGED,
        /** With a bit of the question changed. */
        QUESTION_CHANGED,
        /** The question goes to another node, or the hello does. */
        REDIRECTED
    }

    SimPost() {}

    /** Has answers come so, from now on. */
    public void way(Way next) {
        way = next;
    }

    /** Tells how answers come. */
    public Way way() {
        return way;
    }

    /** Whether whoever asks may hear nothing that is proved. */
    public boolean garbles() {
        return way != Way.AT_ONCE && way != Way.LATE && way != Way.TWICE;
    }

    /** Has all that was held come now; tells whether there was anything. */
    public boolean deliver() {
        List<Runnable> now = new ArrayList<>(onTheWay);
        now.addAll(held);
        held.clear();
        onTheWay.clear();
        now.forEach(Runnable::run);
        return !now.isEmpty();
    }

    /** The process is gone, and what it would have heard with it. */
    void forget() {
        held.clear();
    }

    /**
     * Carries a question there and the answer back.
     *
     * @param ask puts the question once
     * @return what the node hears
     */
    CompletionStage<byte[]> carry(byte[] frame, Function<byte[], CompletionStage<byte[]>> ask) {
        boolean question = SimProof.isQuestion(frame);
        if (question && way == Way.QUESTION_LATE) {
            CompletableFuture<byte[]> late = new CompletableFuture<>();
            onTheWay.add(() -> pipe(ask.apply(frame), late));
            return late;
        }
        CompletionStage<byte[]> answer = ask.apply(way == Way.QUESTION_CHANGED ? flipped(frame) : frame);
        if (way == Way.TWICE) {
            CompletionStage<byte[]> unused = ask.apply(frame);
        }
        return question && way == Way.LATE ? later(answer) : answer.thenApply(this::changed);
    }

    private CompletionStage<byte[]> later(CompletionStage<byte[]> answer) {
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        answer.whenComplete((bytes, failure) -> held.add(() -> pipe(answer, late)));
        return late;
    }

    private static void pipe(CompletionStage<byte[]> from, CompletableFuture<byte[]> to) {
        from.whenComplete((bytes, failure) -> {
            boolean unused = failure == null ? to.complete(bytes) : to.completeExceptionally(failure);
        });
    }

    private byte[] changed(byte[] answer) {
        byte[] changed = switch (way) {
            case CUT_SHORT -> Arrays.copyOf(answer, answer.length - 1);
            case LATER_FORMAT -> with(answer, VERSION_PLACE, LATER_VERSION);
            case OTHER_KIND -> known(old -> kind(old) != kind(answer)).orElse(answer);
            case OLD_ANSWER -> known(old -> kind(old) == kind(answer)).orElse(answer);
            case ANSWER_CHANGED -> flipped(answer);
            case AT_ONCE, LATE, QUESTION_LATE, TWICE, QUESTION_CHANGED, REDIRECTED -> answer;
        };
        keep(answer);
        return changed;
    }

    private static byte[] with(byte[] answer, int place, byte value) {
        byte[] changed = answer.clone();
        changed[place] = value;
        return changed;
    }

    /** Another bit each time. */
    private byte[] flipped(byte[] frame) {
        byte[] changed = frame.clone();
        changes++;
        changed[changes * 31 % frame.length] ^= (byte) (1 << changes % Byte.SIZE);
        return changed;
    }

    /** The letter of the frame, and what kind of answer it is. */
    private static int kind(byte[] frame) {
        return frame[0] == 'A' ? frame[0] << Byte.SIZE | frame[KIND_PLACE] : frame[0] << Byte.SIZE;
    }

    private Optional<byte[]> known(Predicate<byte[]> wanted) {
        return heard.stream().filter(wanted).findFirst();
    }

    private void keep(byte[] answer) {
        heard.addLast(answer);
        if (heard.size() > MOST_KEPT) {
            heard.removeFirst();
        }
    }
}
