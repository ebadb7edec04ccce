package io.quorumseal.core.internal.change;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.MemberStatus.Position;
import io.quorumseal.core.MemberStatus.Word;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Hearing;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.work.Futures;
import io.quorumseal.core.internal.work.Latest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node has heard of the members, whoever asked them and for whatever. If somebody wants to see it and nobody asked
 * lately, they are asked for the key state that they have applied, in the background: nothing of it is taken over.
 */
public final class Roster implements Hearing {
    /** Reading a status has the members asked no more often. */
    static final int BETWEEN_QUESTIONS_SECONDS = 10;

    /** Members that are remembered. */
    private static final int MOST_REMEMBERED = 4_096;

    private final Node node;
    private final Latest<String, Last> members = new Latest<>(MOST_REMEMBERED);
    private @Nullable Instant asked;

    /**
     * What is remembered of a member.
     *
     * @param heard when its latest answer came
     * @param position what it told last of how far it is
     * @param suite what it told last of its suites
     * @param opening what it told last of its opening
     * @param word what is wrong with it, apart from its position
     * @param why the same for people
     */
    private record Last(
            Optional<Instant> heard,
            Optional<Position> position,
            OptionalInt suite,
            Optional<LocalEpoch> opening,
            Word word,
            String why) {
        static final Last NOTHING = new Last(
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Word.UNKNOWN,
                "not asked yet");

        Last heard(Instant now) {
            return new Last(Optional.of(now), position, suite, opening, Word.CURRENT, "");
        }

        Last at(Position now) {
            return new Last(heard, Optional.of(now), suite, opening, word, why);
        }

        Last sealingIn(OptionalInt newest) {
            return new Last(heard, position, newest, opening, word, why);
        }

        Last opened(LocalEpoch number) {
            return new Last(heard, position, suite, Optional.of(number), word, why);
        }

        Last but(Word wrong, String text) {
            return new Last(heard, position, suite, opening, wrong, text);
        }
    }

    public Roster(Node node) {
        this.node = node;
    }

    // ---- hearing

    @Override
    public synchronized void heard(String member, PeerMessage answer) {
        members.put(member, told(known(member).heard(node.config().clock().instant()), answer));
    }

    @Override
    public synchronized void failed(String member, Throwable why) {
        PeerMessage.Failed failed = Answers.failed(why);
        Word word = isOfKek(failed) ? Word.OTHER_KEK : Word.SILENT;
        members.put(member, known(member).but(word, failed.text()));
    }

    private Last known(String member) {
        Last known = members.get(member);
        return known == null ? Last.NOTHING : known;
    }

    private Last told(Last before, PeerMessage answer) {
        if (answer instanceof PeerMessage.Ready ready) {
            return placed(before, new Position(ready.events(), ready.head())).opened(ready.opening());
        }
        if (answer instanceof PeerMessage.Registered registered) {
            return told(before, registered.state());
        }
        if (answer instanceof PeerMessage.NotBootstrapped) {
            return placed(before, position(AuditTrail.NONE)).sealingIn(OptionalInt.empty());
        }
        if (answer instanceof PeerMessage.Unknown) {
            return before.but(Word.JOINING, "it is new, and no member has told it yet which keys the cluster has");
        }
        return answer instanceof PeerMessage.Failed failed
                ? before.but(isOfKek(failed) ? Word.OTHER_KEK : Word.REFUSES, failed.text())
                : before;
    }

    private Last told(Last before, byte[] exported) {
        try {
            KeyState state = SealedState.decode(exported).state();
            return placed(before, position(trail(state))).sealingIn(newestSuite(state));
        } catch (QuorumSealException unsound) {
            return before.but(Word.REFUSES, "what it told cannot be read: " + unsound.getMessage());
        }
    }

    /** It is behind only what this node knew at that moment. */
    private Last placed(Last before, Position theirs) {
        long mine = trail(node.state()).count();
        Last placed = before.at(theirs);
        return theirs.events() >= mine
                ? placed
                : placed.but(
                        Word.BEHIND,
                        "when it answered, it had applied " + theirs.events() + " of the " + mine
                                + " key events that this node had");
    }

    private static Position position(AuditTrail trail) {
        return new Position(trail.count(), AuditFormat.head(trail));
    }

    private static boolean isOfKek(PeerMessage.Failed failed) {
        return failed.reason().equals(RetryableException.Reason.KEK_REFUSES.name());
    }

    private AuditTrail trail(KeyState state) {
        return state.group(node.config().control()).audit();
    }

    private static OptionalInt newestSuite(KeyState state) {
        return state.keys().values().stream()
                .mapToInt(key -> key.cipher().suite())
                .max();
    }

    // ---- looking

    /**
     * Tells what is known of each member now, and has them asked if that may be old.
     *
     * @param health how this node itself is doing
     */
    public SortedMap<String, MemberStatus> look(Members all, NodeHealth health) {
        refresh(all);
        SortedMap<String, MemberStatus> each = new TreeMap<>();
        for (Member member : all.all()) {
            boolean self = member.node().equals(node.config().node());
            each.put(member.node(), self ? self(member, health) : other(member));
        }
        return each;
    }

    private void refresh(Members all) {
        if (node.desk().isPresent() && node.state().bootstrapped() && isDue()) {
            node.background().run(() -> {
                var unused = Futures.started(all::askForKeys);
            });
        }
    }

    /** A time to come says that a clock was ahead: then it is due. */
    private synchronized boolean isDue() {
        Instant now = node.config().clock().instant();
        Instant before = asked;
        if (before != null
                && !before.isAfter(now)
                && before.plusSeconds(BETWEEN_QUESTIONS_SECONDS).isAfter(now)) {
            return false;
        }
        asked = now;
        return true;
    }

    private MemberStatus self(Member member, NodeHealth health) {
        KeyState state = node.state();
        Last own = Last.NOTHING
                .heard(node.config().clock().instant())
                .at(position(trail(state)))
                .sealingIn(newestSuite(state))
                .opened(node.opening());
        return status(member, true, health.ready() ? own : own.but(Word.REFUSES, health.why()));
    }

    private synchronized MemberStatus other(Member member) {
        Last last = known(member.node());
        return status(member, false, last.word().compareTo(Word.BEHIND) <= 0 ? compared(last) : last);
    }

    /** What it knows of another log shows once this node knows as much. */
    private Last compared(Last last) {
        AuditTrail mine = trail(node.state());
        return last.position()
                .filter(theirs -> theirs.events() <= mine.count()
                        && !AuditFormat.beginsWith(mine, theirs.events(), theirs.head()))
                .map(theirs -> last.but(
                        Word.OTHER_LOG,
                        "it knows " + theirs.events() + " key events, which are not the first ones of the "
                                + mine.count() + " of this node: the two do not apply the same log"))
                .orElse(last);
    }

    private static MemberStatus status(Member member, boolean self, Last last) {
        return new MemberStatus(
                member.node(),
                member.voter(),
                self,
                last.word(),
                last.why(),
                last.heard(),
                last.position(),
                last.suite(),
                last.opening());
    }
}
