package com.example.filelog;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node of an engine with one group, whose log is a file on each node. The state machine begins anew at each start and is
 * given the whole log, which is never cut.
 */
public final class FileEngine implements Engine {
    private final String name;
    private final Cluster cluster;
    final LogFile log;
    private final TreeMap<Long, CompletableFuture<LogPosition>> awaited = new TreeMap<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ExecutorService background = Executors.newCachedThreadPool();
    private Optional<QuorumSeal> runtime = Optional.empty();
    private Optional<GroupSeal> seal = Optional.empty();
    private Thread applying = new Thread();
    long applied;

    /**
     * Makes a node that does not run yet.
     *
     * @param directory where its log is; must exist
     * @param name the node's name
     * @param cluster what it belongs to
     * @throws IOException if the log cannot be read
     */
    public FileEngine(Path directory, String name, Cluster cluster) throws IOException {
        this.name = name;
        this.cluster = cluster;
        this.log = new LogFile(directory.resolve("log"));
    }

    /**
     * Starts the node.
     *
     * @param opened the runtime that was opened with this engine
     * @param machine the vendor's state machine
     */
    public void start(QuorumSeal opened, Consumer<ByteBuffer> machine) {
        runtime = Optional.of(opened);
        seal = Optional.of(opened.group(cluster.group.name()));
        leadershipChanged();
        applying = new Thread(() -> apply(opened, machine), "apply on " + name);
        applying.start();
        cluster.join(name, this);
    }

    /**
     * Stops the node. The runtime is to be closed behind it.
     *
     * @throws InterruptedException if this thread was interrupted
     */
    public void stop() throws InterruptedException {
        synchronized (stopped) {
            stopped.complete(null);
        }
        cluster.leave(name, this);
        applying.join();
        background.shutdown();
    }

    void leadershipChanged() {
        synchronized (stopped) {
            seal.filter(open -> !stopped.isDone()).ifPresent(GroupSeal::leadershipChanged);
        }
    }

    // ---- to the log

    /**
     * Writes what the vendor has.
     *
     * @param payload the payload
     * @return completes when it is applied here; fails with a {@link RetryableException} or a {@link RejectedException} if
     *     it was not appended, and with anything else if nobody knows
     */
    public CompletionStage<LogPosition> write(ByteBuffer payload) {
        return append(() -> seal.orElseThrow().begin(payload));
    }

    /** Begins, which may wait; then checks and appends in one step, under the lock that orders appends. */
    private CompletionStage<LogPosition> append(Supplier<Proposal> begin) {
        try (Proposal proposal = begin.get()) {
            synchronized (cluster) {
                if (cluster.leader().filter(this::equals).isEmpty()) {
                    throw new RetryableException(RetryableException.Reason.GATE_CLOSED, name + " does not lead");
                }
                long term = log.lastTerm();
                proposal.recheck(term);
                ByteBuffer bytes = proposal.bytesAt(term, log.last() + 1);
                byte[] payload = new byte[bytes.remaining()];
                bytes.get(payload);
                log.append(new Entry(term, false, payload));
                CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
                awaited.put(log.last(), outcome);
                cluster.replicate();
                return outcome;
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Takes over a leader's log. What this node appended and the leader lacks, others may have. */
    void follow(LogFile leader) {
        if (leader != log) {
            forget(log.follow(leader), "another leader has another entry there");
        }
    }

    void forget(long behind, String why) {
        Map<Long, CompletableFuture<LogPosition>> gone = awaited.tailMap(behind, false);
        List<CompletableFuture<LogPosition>> unknown = new ArrayList<>(gone.values());
        gone.clear();
        background.execute(() ->
                unknown.forEach(one -> one.completeExceptionally(new IllegalStateException("nobody knows: " + why))));
    }

    // ---- from the log

    /** Everything is opened before the machine sees it; where opening halts, or the machine fails, nothing more is applied. */
    private void apply(QuorumSeal opened, Consumer<ByteBuffer> machine) {
        try {
            for (Entry entry = next(); !stopped.isDone(); entry = next()) {
                LogPosition at = new LogPosition(cluster.group, entry.term(), applied + 1);
                if (!entry.own()) {
                    open(seal.orElseThrow(), at, entry.payload()).ifPresent(machine);
                }
                applied(at);
                if (entry.own()) {
                    leadershipChanged();
                }
            }
        } catch (RuntimeException | InterruptedException e) {
            // Of its own halts the runtime knows.
            if (!stopped.isDone() && !(e instanceof HaltApplyException)) {
                opened.halted(cluster.group, "behind index " + applied + ": " + e);
            }
        }
    }

    private Entry next() throws InterruptedException {
        synchronized (cluster) {
            while (!stopped.isDone() && applied >= Math.min(cluster.committed, log.last())) {
                cluster.wait();
            }
            return stopped.isDone() ? new Entry(0, true, new byte[0]) : log.at(applied + 1);
        }
    }

    private Optional<ByteBuffer> open(GroupSeal seal, LogPosition at, byte[] logged) {
        Opened entry = seal.open(at, ByteBuffer.wrap(logged));
        while (entry instanceof Opened.NotYet notYet) {
            CompletableFuture.anyOf(notYet.retry().toCompletableFuture(), stopped)
                    .join();
            if (stopped.isDone()) {
                throw new CancellationException("the node is stopped");
            }
            entry = seal.open(at, ByteBuffer.wrap(logged));
        }
        return entry instanceof Opened.Payload payload ? Optional.of(payload.plaintext()) : Optional.empty();
    }

    private void applied(LogPosition at) {
        Optional<CompletableFuture<LogPosition>> outcome;
        synchronized (cluster) {
            applied = at.index();
            outcome = Optional.ofNullable(awaited.remove(applied));
        }
        outcome.ifPresent(known -> known.completeAsync(() -> at, background));
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
    public Leadership leadership(GroupId asked) {
        return asked.equals(cluster.group) ? cluster.leadership(this) : new Leadership.Following();
    }

    @Override
    public List<Member> members(GroupId asked) {
        return asked.equals(cluster.group) ? cluster.members() : List.of();
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId asked, Proposal proposal) {
        return append(() -> proposal);
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return answer(cluster.running(node), question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return answer(cluster.leader(), question);
    }

    /** On threads of its own: whoever asks does not wait, and whoever hears the answer may. */
    private CompletionStage<byte[]> answer(Optional<FileEngine> member, byte[] question) {
        return CompletableFuture.supplyAsync(() -> member.flatMap(asked -> asked.answered(question)), background)
                .thenCompose(answer -> answer.orElseGet(() -> CompletableFuture.failedFuture(
                        new RetryableException(RetryableException.Reason.NO_ANSWER, "nobody of that name runs"))))
                .thenApplyAsync(answer -> answer, background);
    }

    /** Other members may ask just when this one stops: the runtime hears of nothing behind that. */
    private Optional<CompletionStage<byte[]>> answered(byte[] question) {
        synchronized (stopped) {
            return runtime.filter(open -> !stopped.isDone()).map(open -> open.answer(question));
        }
    }

    @Override
    public void stepDown(GroupId asked, String why) {
        cluster.successor(this).ifPresent(other -> background.execute(() -> cluster.elect(other)));
    }

    @Override
    public List<Recovered> recovered() {
        return List.of(new Recovered(cluster.group, cluster.identity, 0, 0, Optional.empty(), payloads()));
    }

    /** All that the file holds, applied or not. */
    private List<Logged> payloads() {
        List<Logged> payloads = new ArrayList<>();
        synchronized (cluster) {
            for (long index = 1; index <= log.last(); index++) {
                Entry entry = log.at(index);
                if (!entry.own()) {
                    payloads.add(new Logged(entry.term(), index, entry.payload()));
                }
            }
        }
        return payloads;
    }

    @Override
    public List<Hosted> groups() {
        synchronized (cluster) {
            return List.of(new Hosted(cluster.group, cluster.identity, log.last()));
        }
    }

    @Override
    public Holding holding(GroupId asked) {
        return new Holding(payloads(), List.of());
    }

    @Override
    public CompletionStage<Void> compact(GroupId asked) {
        return CompletableFuture.failedFuture(
                new RejectedException(RejectedException.Reason.BAD_REQUEST, "this log is never cut"));
    }
}
