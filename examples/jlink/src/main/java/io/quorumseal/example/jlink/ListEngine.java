package io.quorumseal.example.jlink;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The smallest engine that there can be: one node with one group, whose log is a list, and whose state machine is
 * another. What is appended is committed. The list takes the place of a disk: it outlives the runtime.
 */
final class ListEngine implements Engine {
    private static final String LOG = "the only log";
    private static final long TERM = 1;

    private final List<byte[]> log = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private final String node;
    private final GroupId group;
    private Optional<GroupSeal> seal = Optional.empty();
    private ExecutorService applying = ForkJoinPool.commonPool();
    private boolean ready;

    ListEngine(String node, GroupId group) {
        this.node = node;
        this.group = group;
    }

    /** Starts the server: leads at once, and is ready when all that the log holds is applied. */
    CompletionStage<Void> start(QuorumSeal runtime) {
        GroupSeal opened = runtime.group(group.name());
        synchronized (this) {
            seal = Optional.of(opened);
            applying = Executors.newSingleThreadExecutor(ListEngine::thread);
            applied.clear();
            ready = false;
        }
        opened.leadershipChanged();
        return CompletableFuture.runAsync(() -> replay(opened), applying);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "apply");
        thread.setDaemon(true);
        return thread;
    }

    private void replay(GroupSeal opened) {
        long last = groups().get(0).lastIndex();
        for (long index = 1; index <= last; index++) {
            apply(opened, new LogPosition(group, TERM, index));
        }
        synchronized (this) {
            ready = true;
        }
        opened.leadershipChanged();
    }

    /** Stops the server; the runtime is closed behind it. */
    void stop() throws InterruptedException {
        synchronized (this) {
            seal = Optional.empty();
        }
        applying.shutdownNow();
        boolean unused = applying.awaitTermination(Long.MAX_VALUE, TimeUnit.SECONDS);
    }

    /** A vendor's write; completes when it is applied. */
    CompletionStage<LogPosition> write(String text) {
        return append(seal.orElseThrow().begin(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Checks and appends in one step, under the lock that orders appends. */
    private synchronized CompletionStage<LogPosition> append(Proposal proposal) {
        LogPosition at = new LogPosition(group, TERM, log.size() + 1L);
        GroupSeal opened = seal.orElseThrow();
        try (proposal) {
            proposal.recheck(TERM);
            ByteBuffer bytes = proposal.bytesAt(TERM, at.index());
            byte[] entry = new byte[bytes.remaining()];
            bytes.get(entry);
            log.add(entry);
        }
        try {
            return CompletableFuture.supplyAsync(() -> apply(opened, at), applying)
                    .thenApplyAsync(done -> done);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where opening fails the executor ends: nothing behind the entry is applied. */
    private LogPosition apply(GroupSeal opened, LogPosition at) {
        try {
            Opened entry = opened.open(at, ByteBuffer.wrap(logged(at.index())));
            while (entry instanceof Opened.NotYet notYet) {
                Void unused = notYet.retry().toCompletableFuture().get();
                entry = opened.open(at, ByteBuffer.wrap(logged(at.index())));
            }
            if (entry instanceof Opened.Payload payload) {
                add(StandardCharsets.UTF_8.decode(payload.plaintext()).toString());
            }
            return at;
        } catch (RuntimeException e) {
            applying.shutdownNow();
            throw e;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("stopped while it waited", e);
        }
    }

    private synchronized void add(String text) {
        applied.add(text);
    }

    synchronized byte[] logged(long index) {
        return log.get(Math.toIntExact(index - 1));
    }

    synchronized List<String> applied() {
        return List.copyOf(applied);
    }

    // ---- what the runtime asks

    @Override
    public Append append() {
        return Append.INDEX_KNOWN;
    }

    @Override
    public int maxEntrySize() {
        return 1 << 20;
    }

    @Override
    public synchronized Leadership leadership(GroupId asked) {
        return asked.equals(group) && seal.isPresent()
                ? new Leadership.Leading(TERM, ready, log.size())
                : new Leadership.Following();
    }

    @Override
    public List<Member> members(GroupId asked) {
        return asked.equals(group) ? List.of(new Member(node, true)) : List.of();
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId asked, Proposal proposal) {
        try {
            return append(proposal);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<byte[]> ask(String other, byte[] question) {
        return askLeader(question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.NO_ANSWER, "there is no other node"));
    }

    @Override
    public void stepDown(GroupId asked, String why) {}

    @Override
    public synchronized List<Recovered> recovered() {
        return List.of(new Recovered(group, LOG, 0, 0, Optional.empty(), entries()));
    }

    private List<Logged> entries() {
        List<Logged> entries = new ArrayList<>();
        for (int index = 1; index <= log.size(); index++) {
            entries.add(new Logged(TERM, index, logged(index)));
        }
        return entries;
    }

    @Override
    public synchronized List<Hosted> groups() {
        return List.of(new Hosted(group, LOG, log.size()));
    }

    @Override
    public synchronized Holding holding(GroupId asked) {
        return new Holding(entries(), List.of());
    }

    @Override
    public CompletionStage<Void> compact(GroupId asked) {
        return CompletableFuture.failedFuture(new RejectedException(Reason.BAD_REQUEST, "a list is never cut"));
    }
}
