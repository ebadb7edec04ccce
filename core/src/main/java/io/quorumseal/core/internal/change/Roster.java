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
     * @param lacks what it had not applied then that this node had, for people; empty if nothing
     * @param trouble what has been wrong with it since its latest proper answer
     */
    private record Last(
            Optional<Instant> heard,
            Optional<Position> position,
            OptionalInt suite,
            Optional<LocalEpoch> opening,
            String lacks,
            Optional<Trouble> trouble) {
        static final Last NOTHING = new Last(
                Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), "", Optional.empty());

        Last heard(Instant now) {
            return new Last(Optional.of(now), position, suite, opening, lacks, Optional.empty());
        }

        Last at(Position now, String lacking) {
            return new Last(heard, Optional.of(now), suite, opening, lacking, trouble);
        }

        Last sealingIn(OptionalInt newest) {
            return new Last(heard, position, newest, opening, lacks, trouble);
        }

        Last opened(LocalEpoch number) {
            return new Last(heard, position, suite, Optional.of(number), lacks, trouble);
        }

        Last but(Word word, String why) {
            return new Last(heard, position, suite, opening, lacks, Optional.of(new Trouble(word, why)));
        }
    }

    private record Trouble(Word word, String why) {
        static final Trouble NONE = new Trouble(Word.CURRENT, "");
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
        return before.at(
                theirs,
                theirs.events() >= mine
                        ? ""
                        : "when it answered, it had applied " + theirs.events() + " of the " + mine
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
                .at(position(trail(state)), "")
                .sealingIn(newestSuite(state))
                .opened(node.opening());
        return status(member, true, own, health.ready() ? Trouble.NONE : new Trouble(Word.REFUSES, health.why()));
    }

    private synchronized MemberStatus other(Member member) {
        Last last = known(member.node());
        return status(member, false, last, last.trouble().orElseGet(() -> compared(last)));
    }

    /** What it knows of another log shows once this node knows as much. */
    private Trouble compared(Last last) {
        if (last.heard().isEmpty()) {
            return new Trouble(Word.UNKNOWN, "it was not asked yet");
        }
        AuditTrail mine = trail(node.state());
        Optional<Position> elsewhere = last.position()
                .filter(theirs -> theirs.events() <= mine.count()
                        && !AuditFormat.beginsWith(mine, theirs.events(), theirs.head()));
        if (elsewhere.isPresent()) {
            return new Trouble(
                    Word.OTHER_LOG,
                    "it knows " + elsewhere.get().events() + " key events, which are not the first ones of the "
                            + mine.count() + " of this node: the two do not apply the same log");
        }
        return last.lacks().isEmpty() ? Trouble.NONE : new Trouble(Word.BEHIND, last.lacks());
    }

    private static MemberStatus status(Member member, boolean self, Last last, Trouble found) {
        return new MemberStatus(
                member.node(),
                member.voter(),
                self,
                found.word(),
                found.why(),
                last.heard(),
                last.position(),
                last.suite(),
                last.opening());
    }
}
