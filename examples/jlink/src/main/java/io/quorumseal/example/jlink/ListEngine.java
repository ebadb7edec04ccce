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

/**
 * The smallest engine that there can be: one node with one group, whose log is a list, and whose state machine is
 * another. What is appended is committed, and applied at once.
 */
final class ListEngine implements Engine {
    private static final String LOG = "the only log";
    private static final long TERM = 1;

    private final List<byte[]> log = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private final String node;
    private final GroupId group;
    private Optional<GroupSeal> seal = Optional.empty();

    ListEngine(String node, GroupId group) {
        this.node = node;
        this.group = group;
    }

    /** Starts the server: applies what the log holds, and leads. */
    synchronized void start(QuorumSeal runtime) {
        GroupSeal opened = runtime.group(group.name());
        seal = Optional.of(opened);
        applied.clear();
        for (int index = 1; index <= log.size(); index++) {
            apply(opened, new LogPosition(group, TERM, index));
        }
        opened.leadershipChanged();
    }

    /** A vendor's write. */
    long write(String text) {
        GroupSeal opened = seal.orElseThrow();
        return append(opened, opened.begin(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .index();
    }

    /** Checks and appends in one step, under the lock that orders appends. */
    private synchronized LogPosition append(GroupSeal opened, Proposal proposal) {
        LogPosition at = new LogPosition(group, TERM, log.size() + 1L);
        try (proposal) {
            proposal.recheck(TERM);
            ByteBuffer bytes = proposal.bytesAt(TERM, at.index());
            byte[] entry = new byte[bytes.remaining()];
            bytes.get(entry);
            log.add(entry);
        }
        apply(opened, at);
        return at;
    }

    private void apply(GroupSeal opened, LogPosition at) {
        Opened entry = opened.open(at, ByteBuffer.wrap(logged(at.index())));
        if (entry instanceof Opened.Payload payload) {
            applied.add(StandardCharsets.UTF_8.decode(payload.plaintext()).toString());
        } else if (entry instanceof Opened.NotYet notYet) {
            throw new IllegalStateException("one node has nothing to wait for: " + notYet.why());
        }
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
        return seal.isPresent() ? new Leadership.Leading(TERM, true, log.size()) : new Leadership.Following();
    }

    @Override
    public List<Member> members(GroupId asked) {
        return List.of(new Member(node, true));
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId asked, Proposal proposal) {
        return CompletableFuture.completedFuture(append(seal.orElseThrow(), proposal));
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
