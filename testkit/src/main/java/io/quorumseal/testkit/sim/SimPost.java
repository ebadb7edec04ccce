package io.quorumseal.testkit.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What becomes of the answers that one node hears. */
public final class SimPost {
    private static final int MOST_KEPT = 8;
    private static final int VERSION_PLACE = 0;
    private static final int KIND_PLACE = 1;
    private static final byte LATER_VERSION = 99;
    private static final List<Byte> BELIEVED = List.of((byte) 5, (byte) 8);

    private final Deque<byte[]> heard = new ArrayDeque<>();
    private final List<Runnable> held = new ArrayList<>();
    private Way way = Way.AT_ONCE;

    /** How answers come. */
    public enum Way {
        /** As they were given, at once. */
        AT_ONCE,
        /** When {@link #deliver} is called. */
        LATE,
        /** At once; the question came twice. */
        TWICE,
        /** Without their last byte. */
        CUT_SHORT,
        /** In a format that nobody here knows. */
        LATER_FORMAT,
        /** As an answer to something else, if this node has heard one. */
        OTHER_KIND
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

    /** Whether a process that hears answers so may take them for nonsense. */
    public boolean garbles() {
        return way != Way.AT_ONCE && way != Way.LATE && way != Way.TWICE;
    }

    /** Has all that was held come now; tells whether there was anything. */
    public boolean deliver() {
        List<Runnable> now = List.copyOf(held);
        held.clear();
        now.forEach(Runnable::run);
        return !now.isEmpty();
    }

    /** The process is gone, and what it asked with it. */
    void forget() {
        held.clear();
    }

    /**
     * Brings an answer.
     *
     * @param ask puts the question once
     * @return what the node hears
     */
    CompletionStage<byte[]> carry(Supplier<CompletionStage<byte[]>> ask) {
        CompletionStage<byte[]> answer = ask.get();
        if (way == Way.TWICE) {
            CompletionStage<byte[]> unused = ask.get();
        }
        return way == Way.LATE ? later(answer) : answer.thenApply(this::changed);
    }

    private CompletionStage<byte[]> later(CompletionStage<byte[]> answer) {
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        answer.whenComplete((bytes, failure) -> held.add(() -> {
            boolean unused = failure == null ? late.complete(bytes) : late.completeExceptionally(failure);
        }));
        return late;
    }

    private byte[] changed(byte[] answer) {
        byte[] changed = switch (way) {
            case CUT_SHORT -> Arrays.copyOf(answer, answer.length - 1);
            case LATER_FORMAT -> with(answer, VERSION_PLACE, LATER_VERSION);
            case OTHER_KIND -> ofAnotherKind(answer[KIND_PLACE]).orElse(answer);
            case AT_ONCE, LATE, TWICE -> answer;
        };
        keep(answer);
        return changed;
    }

    private static byte[] with(byte[] answer, int place, byte value) {
        byte[] changed = answer.clone();
        changed[place] = value;
        return changed;
    }

    private Optional<byte[]> ofAnotherKind(byte kind) {
        return heard.stream().filter(known -> known[KIND_PLACE] != kind).findFirst();
    }

    /** Without a signature it is believed that there are no keys, and that nothing was done: these are not kept. */
    private void keep(byte[] answer) {
        if (!BELIEVED.contains(answer[KIND_PLACE])) {
            heard.addLast(answer);
        }
        if (heard.size() > MOST_KEPT) {
            heard.removeFirst();
        }
    }
}
