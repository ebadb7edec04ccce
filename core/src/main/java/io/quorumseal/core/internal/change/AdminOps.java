package io.quorumseal.core.internal.change;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.core.Admin;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.kek.Commitments;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.DekKeys;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.peer.PeerMessage.Ready;
import io.quorumseal.core.internal.work.Futures;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Changes of key state, on the node that leads the group concerned. Each has the group's turn from its first look on. */
public final class AdminOps {
    private static final int DEK_SIZE = 32;

    private final Node node;
    private final Proposer proposer;
    private final Roll roll;
    private final GroupRuntime control;
    private final Survey survey;
    private final SecureRandom random;

    public AdminOps(
            Node node, Membership membership, Proposer proposer, Roll roll, GroupRuntime control, Members members) {
        this.node = node;
        this.proposer = proposer;
        this.roll = roll;
        this.control = control;
        this.survey = new Survey(node, membership, members);
        this.random = node.config().random();
    }

    private CompletionStage<Admin.Result> inTurn(GroupRuntime group, Supplier<CompletionStage<Admin.Result>> change) {
        node.deskOrRefuse();
        group.leadingOrRefuse();
        return group.turns().next(() -> {
            group.leadingOrRefuse();
            return change.get();
        });
    }

    CompletionStage<Admin.Result> bootstrap() {
        return inTurn(control, () -> {
            if (node.state().bootstrapped()) {
                return already("the cluster has keys already");
            }
            int suite = node.config().suite();
            List<Offered> deks = List.of(fresh(Purpose.STORAGE, suite), fresh(Purpose.RAFT, suite));
            return roll.callAll(deks, true).thenCompose(ready -> proposed(control, bootstrapOf(deks, ready)));
        });
    }

    private EncryptionEntry bootstrapOf(List<Offered> deks, List<Ready> members) {
        if (!deks.get(0).cipher().isSuite1()) {
            return newKeys(NewKeys.What.BOOTSTRAP, deks);
        }
        checkNoCollision(members);
        List<Ready> selfFirst = new ArrayList<>(members);
        selfFirst.sort(Comparator.comparing(
                member -> !member.node().equals(node.config().node())));
        List<Registration> writers = new ArrayList<>();
        for (Ready member : selfFirst) {
            NodeId id = NodeId.ofName(member.node());
            deks.forEach(dek -> writers.add(new Registration(dek.dek().id(), id, member.opening())));
        }
        return new Bootstrap(deks.get(0).dek(), deks.get(1).dek(), writers);
    }

    private static void checkNoCollision(List<Ready> members) {
        Map<Integer, String> names = new HashMap<>();
        for (Ready member : members) {
            String twin = names.put(NodeId.ofName(member.node()).low16(), member.node());
            if (twin != null) {
                throw new RejectedException(
                        Reason.MEMBER_NOT_READY,
                        "nodes " + twin + " and " + member.node() + " share the low 16 bits of their ids and would make"
                                + " the same nonces; give one of them another name");
            }
        }
    }

    /** Replaces the active DEK; or, if one is named, that one only. */
    CompletionStage<Admin.Result> rotate(Purpose purpose, Optional<DekId> named) {
        return inTurn(control, () -> {
            checkBootstrapped();
            if (named.isPresent() && !named.equals(node.state().activeDek(purpose))) {
                return already("DEK " + named.get() + " is replaced already");
            }
            Offered dek = fresh(purpose, suiteOf(purpose));
            return roll.callMajority(List.of(dek)).thenCompose(ready -> proposed(control, rotation(dek)));
        });
    }

    /** Replaces the active DEK by one of suite 2, which every member has to know. */
    CompletionStage<Admin.Result> raise(Purpose purpose) {
        return inTurn(control, () -> {
            checkBootstrapped();
            if (node.config().rotation().hardSeals() > 0) {
                throw new RejectedException(
                        Reason.BAD_REQUEST,
                        "node " + node.config().node()
                                + " is opened with a hard limit (hardSeals), which counts nonces over"
                                + " all its openings, and those of suite " + DekCipher.NEWEST_SUITE
                                + " are not counted; open every node without it first");
            }
            if (suiteOf(purpose) == DekCipher.NEWEST_SUITE) {
                return already(
                        "the active " + purpose.word() + " DEK is of suite " + DekCipher.NEWEST_SUITE + " already");
            }
            Offered dek = fresh(purpose, DekCipher.NEWEST_SUITE);
            return roll.callAll(List.of(dek), false).thenCompose(ready -> proposed(control, rotation(dek)));
        });
    }

    private int suiteOf(Purpose purpose) {
        KeyState state = node.state();
        return state.cipher(state.activeDek(purpose).orElseThrow()).suite();
    }

    private EncryptionEntry rotation(Offered dek) {
        return dek.cipher().isSuite1()
                ? new RotateDek(
                        dek.purpose(), dek.dek(), node.registration(dek.dek().id()))
                : newKeys(NewKeys.What.ROTATE, List.of(dek));
    }

    private EncryptionEntry newKeys(NewKeys.What what, List<Offered> deks) {
        return new NewKeys(
                what,
                deks.stream()
                        .map(dek -> new NewKey(dek.purpose(), dek.cipher(), dek.dek()))
                        .toList(),
                node.config().nodeId());
    }

    CompletionStage<Admin.Result> rewrap() {
        return inTurn(control, () -> {
            checkBootstrapped();
            return rewrap(List.copyOf(node.state().keys().values()));
        });
    }

    /** A few in each entry, so that the members can try them in time. An entry is done on the thread that applies it. */
    private CompletionStage<Admin.Result> rewrap(List<KeyState.Key> keys) {
        int count = Math.min(keys.size(), Roll.OFFERED_TOGETHER);
        List<KeyState.Key> rest = keys.subList(count, keys.size());
        List<Offered> renewed =
                keys.subList(0, count).stream().map(this::rewrapped).toList();
        EncryptionEntry entry = new RewrapDeks(
                kekVersion(),
                renewed.stream().map(Offered::dek).toList(),
                node.config().nodeId());
        CompletionStage<Admin.Result> done =
                roll.callAll(renewed, false).thenCompose(ready -> proposed(control, entry));
        return rest.isEmpty()
                ? done
                : done.thenCompose(result -> Futures.started(() -> rewrap(rest), node.background()));
    }

    private String kekVersion() {
        return asked(() -> node.deskOrRefuse().kekVersion());
    }

    private Offered rewrapped(KeyState.Key key) {
        return asked(() -> new Offered(key.purpose(), node.deskOrRefuse().rewrap(key), key.cipher()));
    }

    /** A KEK that fails does so in the words of a change that is not made. */
    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (KekException e) {
            throw Answers.failure(Answers.failed(e));
        }
    }

    /** Whether a DEK is there, and not active. */
    boolean isOld(DekId dek) {
        KeyState state = node.state();
        return state.keys().containsKey(dek) && !state.active().containsValue(dek);
    }

    /** Takes a DEK out once no member needs it; until then nobody is admitted, who might. */
    CompletionStage<Admin.Result> retire(DekId dek, Supplier<CompletionStage<Void>> unneeded) {
        return inTurn(control, () -> {
            KeyState state = node.state();
            if (state.retired().contains(dek)) {
                return already("DEK " + dek + " is retired already");
            }
            if (!state.keys().containsKey(dek)) {
                throw new RejectedException(Reason.BAD_REQUEST, "there is no DEK " + dek);
            }
            if (state.active().containsValue(dek)) {
                throw new RejectedException(Reason.BAD_REQUEST, "DEK " + dek + " is active; rotate first");
            }
            return Futures.started(unneeded, node.background())
                    .thenCompose(unused ->
                            proposed(control, new RetireDek(dek, node.config().nodeId())));
        });
    }

    /** Appends an entry that does nothing. */
    public CompletionStage<Admin.Result> fence(GroupRuntime group) {
        return inTurn(group, () -> proposed(group, new EncryptionEntry.Void("fence")));
    }

    /** Accepts that a group's log began anew under its old identity, if it ends before what anybody knows of it. */
    CompletionStage<Admin.Result> acceptNewLog(GroupRuntime group) {
        node.deskOrRefuse();
        return group.turns().next(() -> {
            Leading unused = proposer.checkMayAccept(group);
            return survey.about(group.id()).thenCompose(found -> accepted(group, found));
        });
    }

    private CompletionStage<Admin.Result> accepted(GroupRuntime group, Survey.Found found) {
        boolean anew = found.news()
                || node.cutoverAboveLog(group.id()).isPresent()
                || node.keysAboveLog(group.id()).isPresent();
        if (!anew) {
            return notAnew(group);
        }
        NewLog entry = new NewLog(
                found.generation() + 1,
                found.cutOver(),
                found.known(),
                node.config().nodeId());
        return roll.offerMajority(found.lacking())
                .thenCompose(ready -> proposer.acceptLog(group, entry))
                .thenApply(position -> accepted(done(entry, position), found));
    }

    private static Admin.Result accepted(Admin.Result done, Survey.Found found) {
        return found.silent().isEmpty()
                ? done
                : new Admin.Result(
                        done.already(),
                        done.index(),
                        done.text() + ". Members that did not tell what they had applied of the old log: "
                                + String.join(", ", found.silent()) + "; look at status there once they run");
    }

    /** What a leader has applied shows that the log holds it. */
    private CompletionStage<Admin.Result> notAnew(GroupRuntime group) {
        group.leadingOrRefuse();
        return already("the log of group " + group.id()
                + " holds all that is known of it: it did not begin anew, or was" + " accepted before");
    }

    CompletionStage<Admin.Result> enable(Purpose kind, GroupRuntime group) {
        return inTurn(group, () -> {
            checkBootstrapped();
            OptionalLong cutover = kind == Purpose.STORAGE ? node.state().storageCutover() : group.cutover();
            if (cutover.isPresent()) {
                return already(kind.word() + " envelope enabled at index " + cutover.getAsLong() + " already");
            }
            return roll.callAll(List.of(), false).thenCompose(ready -> proposed(group, enabling(kind)));
        });
    }

    private EncryptionEntry enabling(Purpose kind) {
        DekId dek = node.state().activeDek(kind).orElseThrow();
        return new EnableEnvelope(kind, kind, dek, new byte[0], node.registration(dek));
    }

    private void checkBootstrapped() {
        if (!node.state().bootstrapped()) {
            throw new RejectedException(Reason.NOT_BOOTSTRAPPED, "the cluster has no keys yet; bootstrap it first");
        }
    }

    private Offered fresh(Purpose purpose, int suite) {
        DekId id = freshId();
        try (SecretBytes dek = SecretBytes.random(DEK_SIZE, random)) {
            DekCipher cipher = suite == DekCipher.FIRST_SUITE ? DekCipher.SUITE_1 : cipher(purpose, id, suite, dek);
            return asked(() -> new Offered(purpose, node.deskOrRefuse().wrap(purpose, id, dek), cipher));
        }
    }

    private DekCipher cipher(Purpose purpose, DekId id, int suite, SecretBytes dek) {
        DekCipher without = new DekCipher(suite, binds(purpose), new byte[0]);
        Attributes attributes = Commitments.attributes(node.config().cluster(), purpose, id, without);
        try (DekKeys keys = DekKeys.of(id, attributes, dek)) {
            return new DekCipher(suite, without.binds(), keys.commitment());
        }
    }

    /** Payloads are bound to as much of their place as the engine knows when it appends. */
    private int binds(Purpose purpose) {
        if (purpose == Purpose.STORAGE) {
            return DekCipher.NOTHING;
        }
        return node.config().engine().append() == Engine.Append.INDEX_KNOWN ? DekCipher.TERM_AND_INDEX : DekCipher.TERM;
    }

    /** Ids are drawn at random, so that one which was used in a log that is lost hardly comes again. */
    private DekId freshId() {
        KeyState state = node.state();
        while (true) {
            int bits = random.nextInt();
            if (bits != 0) {
                DekId id = new DekId(bits);
                if (!state.keys().containsKey(id) && !state.retired().contains(id)) {
                    return id;
                }
            }
        }
    }

    private CompletionStage<Admin.Result> proposed(GroupRuntime group, EncryptionEntry entry) {
        return proposer.inTurn(group, entry).thenApply(position -> done(entry, position));
    }

    /** Every key event that was applied has left a record with its outcome; without one it was taken for old. */
    private Admin.Result done(EncryptionEntry entry, LogPosition position) {
        String at = entry.getClass().getSimpleName() + " applied at index " + position.index() + " of group "
                + position.group();
        if (entry instanceof EncryptionEntry.Void) {
            return new Admin.Result(false, position.index(), at);
        }
        Optional<Applier.Outcome> outcome = node.state().group(position.group()).audit().recent().stream()
                .filter(event -> event.index() == position.index())
                .reduce((earlier, later) -> later)
                .map(AuditRecord::outcome);
        return Outcomes.told(outcome, position, at);
    }

    private static CompletionStage<Admin.Result> already(String text) {
        return CompletableFuture.completedFuture(new Admin.Result(true, 0, text));
    }
}
