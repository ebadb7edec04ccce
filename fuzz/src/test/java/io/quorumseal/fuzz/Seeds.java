package io.quorumseal.fuzz;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.Admin;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.format.EntryCodec;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.sidecar.AuditLines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the fuzzer starts from: of each target one input of each kind, as the codecs write it. */
final class Seeds {
    private static final GroupId CONTROL = Sidecars.CONTROL;
    private static final GroupId ORDERS = new GroupId("orders");
    private static final DekId STORAGE = new DekId(0x11111111);
    private static final DekId RAFT = new DekId(0x22222222);
    private static final DekId RETIRED = new DekId(0x33333333);
    private static final NodeId NODE = NodeId.ofName("n1");
    private static final LocalEpoch OPENING = new LocalEpoch(12);
    private static final Registration REGISTRATION = new Registration(RAFT, NODE, OPENING);
    private static final DekCipher OF_VALUES = new DekCipher(2, DekCipher.NOTHING, new byte[32]);
    private static final DekCipher OF_LOGS = new DekCipher(2, DekCipher.TERM_AND_INDEX, new byte[32]);

    private final Map<String, byte[]> all = new TreeMap<>();

    private Seeds() {}

    /** The inputs of a target, by file name. */
    static Map<String, byte[]> of(Target target) {
        Seeds seeds = new Seeds();
        switch (target) {
            case FRAME -> seeds.frames();
            case PEER_MESSAGE -> seeds.peerMessages();
            case ENVELOPE -> seeds.envelopes();
            case ENTRY -> seeds.entries();
            case SIDECAR -> seeds.sidecars();
            case KEY_STATE -> seeds.keyStates();
            case AUDIT -> seeds.audits();
        }
        return seeds.all;
    }

    private void frames() {
        Frame.Question question = new Frame.Question(
                13,
                "n1",
                "n2",
                "orders",
                Optional.of(RAFT),
                new byte[Frame.CHALLENGE],
                new byte[Frame.NONCE],
                new byte[] {1},
                new byte[Frame.TAG]);
        frame(new Frame.Hello("n1", new byte[] {1, 2}));
        frame(new Frame.Greeting("n2", Optional.of(RAFT), new byte[Frame.CHALLENGE]));
        frame(new Frame.WantsKeys());
        frame(new Frame.Keys(KeyStateCodec.encode(KeyState.EMPTY)));
        frame(question);
        frame(new Frame.Answer(14, question.tag(), new byte[] {1}, new byte[Frame.TAG]));
        frame(new Frame.Refused(Frame.Word.LATER));
    }

    private void frame(Frame frame) {
        put(frame.getClass().getSimpleName(), FrameCodec.encode(frame));
    }

    private void peerMessages() {
        peer(new PeerMessage.Register("n1", OPENING, 5, List.of(RAFT)));
        peer("prepare-1", new PeerMessage.Prepare(true, List.of(offered(DekCipher.SUITE_1)), false));
        peer("prepare-2", new PeerMessage.Prepare(false, List.of(offered(OF_LOGS)), true));
        peer(new PeerMessage.Command(PeerMessage.Change.RETIRE, Purpose.RAFT, "orders", Optional.of(RAFT)));
        peer(new PeerMessage.Begin(PeerMessage.Work.PURGE));
        peer(new PeerMessage.AskNeeds(RAFT, true));
        peer(new PeerMessage.AskKeys(false));
        peer(new PeerMessage.Registered(
                new TreeMap<>(Map.of(RAFT, new LogPosition(ORDERS, 3, 7))), KeyStateCodec.encode(KeyState.EMPTY)));
        peer(new PeerMessage.NotBootstrapped());
        peer(new PeerMessage.Unknown());
        peer(new PeerMessage.AskAgain());
        peer(new PeerMessage.Ready(
                "n1", OPENING, 2, AuditFormat.NO_HASH, new TreeMap<>(Map.of(ORDERS, "log-1")), Set.of(RAFT)));
        peer(new PeerMessage.Done(true, 7, "done"));
        peer(new PeerMessage.Failed(true, "BUSY", "later"));
        peer(new PeerMessage.Progress(Admin.Outcome.DONE, "all"));
        peer(new PeerMessage.Progress(
                Admin.Outcome.UNDER_WAY, "renews", Optional.of(new Admin.Share(3, 7, Duration.ofMillis(12)))));
        peer(new PeerMessage.Needs("n1", List.of("a value", "a log entry")));
    }

    private static Offered offered(DekCipher cipher) {
        return new Offered(Purpose.RAFT, wrapped(RAFT), cipher);
    }

    private void peer(PeerMessage message) {
        peer(message.getClass().getSimpleName(), message);
    }

    private void peer(String name, PeerMessage message) {
        byte[] body = PeerCodec.body(message);
        put(
                name,
                ByteBuffer.allocate(1 + body.length)
                        .put((byte) PeerCodec.kind(message))
                        .put(body)
                        .array());
    }

    private void envelopes() {
        try (Keyring keyring = Envelopes.keyring(new JdkAeadProvider(), bytes -> Arrays.fill(bytes, (byte) 9))) {
            put("value-1", Envelopes.sealedValue(dek(keyring, Envelopes.VALUE_1), plain()));
            put("value-2", Envelopes.sealedValue(dek(keyring, Envelopes.VALUE_2), plain()));
            put("payload-1", Envelopes.sealedPayload(dek(keyring, Envelopes.LOG_1), plain()));
            put("payload-2", Envelopes.sealedPayload(dek(keyring, Envelopes.LOG_2), plain()));
            put("payload-2-of-term", Envelopes.sealedPayload(dek(keyring, Envelopes.LOG_2_OF_TERM), plain()));
        }
    }

    private static Dek dek(Keyring keyring, DekId id) {
        return keyring.find(id).orElseThrow();
    }

    private static byte[] plain() {
        return "plaintext".getBytes(StandardCharsets.US_ASCII);
    }

    private void entries() {
        entry(new EncryptionEntry.RegisterWriter(REGISTRATION));
        entry(new EncryptionEntry.Bootstrap(wrapped(STORAGE), wrapped(RAFT), List.of(REGISTRATION)));
        entry(new EncryptionEntry.RotateDek(Purpose.RAFT, wrapped(RAFT), REGISTRATION));
        entry(new EncryptionEntry.EnableEnvelope(Purpose.RAFT, Purpose.RAFT, RAFT, new byte[] {1, 2}, REGISTRATION));
        entry(new EncryptionEntry.RewrapDeks("v2", List.of(wrapped(RAFT), wrapped(STORAGE)), NODE));
        entry(new EncryptionEntry.RetireDek(RAFT, NODE));
        entry(new EncryptionEntry.Void("another term"));
        entry(new EncryptionEntry.NewKeys(
                EncryptionEntry.NewKeys.What.BOOTSTRAP,
                List.of(
                        new EncryptionEntry.NewKey(Purpose.STORAGE, OF_VALUES, wrapped(STORAGE)),
                        new EncryptionEntry.NewKey(Purpose.RAFT, OF_LOGS, wrapped(RAFT))),
                NODE));
        entry(new EncryptionEntry.NewLog(1, true, state(OF_LOGS), NODE));
        put("framed", EntryFrame.frame(new EncryptionEntry.RetireDek(RAFT, NODE)));
    }

    private void entry(EncryptionEntry entry) {
        put(entry.getClass().getSimpleName(), EntryCodec.encode(entry));
    }

    private void sidecars() {
        sidecar("new-node", KeyState.EMPTY, local(false));
        sidecar("suite-1", state(DekCipher.SUITE_1), local(true));
        sidecar("suite-2", state(OF_LOGS), local(true));
        put(
                "version-1",
                "{\"version\":1,\"storage_envelope_active\":true,\"later\":[1.5,{}]}".getBytes(StandardCharsets.UTF_8));
    }

    private static Sidecar.Local local(boolean full) {
        Sidecar.Local local = new Sidecar.Local("c", "n1", OPENING, Optional.of("kek:1"));
        return full
                ? local.withCleartextRefused(true)
                        .withJoining(true)
                        .withSealsGranted(new TreeMap<>(Map.of(RAFT, 4_096L)))
                        .withKept(new TreeMap<>(Map.of(RETIRED, key(Purpose.STORAGE, RETIRED, DekCipher.SUITE_1))))
                        .withUnmet(new TreeSet<>(Set.of(ORDERS)))
                : local;
    }

    private void sidecar(String name, KeyState state, Sidecar.Local local) {
        TreeMap<String, String> unknown = new TreeMap<>(Map.of("/later", "{\"deep\":[1,2.50,null]}"));
        put(name, Sidecars.MAC.encode(new Sidecar(state, local, unknown), Sidecars.KEYS));
    }

    private void keyStates() {
        put("empty", KeyStateCodec.encode(KeyState.EMPTY));
        put("suite-1", KeyStateCodec.encode(state(DekCipher.SUITE_1)));
        put("suite-2", KeyStateCodec.encode(state(OF_LOGS)));
        put("exported", exported());
    }

    private static byte[] exported() {
        try (Keyring keyring = Envelopes.keyring(new JdkAeadProvider(), bytes -> {})) {
            return SealedState.seal(
                    state(OF_LOGS),
                    true,
                    CONTROL,
                    new SealedState.Snapshot(9),
                    Optional.of(Envelopes.LOG_1),
                    "c",
                    new KeyringMac(keyring, Optional.empty()));
        }
    }

    private static KeyState state(DekCipher ofRaft) {
        SortedMap<GroupId, KeyState.Group> groups = new TreeMap<>(Map.of(
                CONTROL,
                new KeyState.Group("log-c", 1, OptionalLong.of(9), false, 12, 11, trail()),
                ORDERS,
                new KeyState.Group("log-o", OptionalLong.empty(), true, 4, 0)));
        return new KeyState(
                Map.of(Purpose.STORAGE, STORAGE, Purpose.RAFT, RAFT),
                new TreeMap<>(Map.of(
                        STORAGE, key(Purpose.STORAGE, STORAGE, DekCipher.SUITE_1),
                        RAFT, key(Purpose.RAFT, RAFT, ofRaft))),
                OptionalLong.of(8),
                groups,
                new TreeMap<>(Map.of(
                        new KeyState.Row(STORAGE, NODE.low16()), new KeyState.Writer(NODE, LocalEpoch.ZERO, OPENING))),
                new TreeSet<>(Set.of(RETIRED)));
    }

    private static KeyState.Key key(Purpose purpose, DekId id, DekCipher cipher) {
        Instant created = Instant.parse("2026-04-29T10:00:00Z");
        return new KeyState.Key(purpose, wrapped(id), cipher, created, LocalEpoch.ZERO, 0);
    }

    private static WrappedDek wrapped(DekId id) {
        return new WrappedDek(id, new byte[] {1, 2, 3});
    }

    private static AuditTrail trail() {
        AuditTrail trail = AuditTrail.NONE;
        for (AuditRecord.Event event : List.of(AuditRecord.Event.BOOTSTRAP, AuditRecord.Event.ROTATE_DEK)) {
            trail = trail.with(new AuditRecord(
                    CONTROL,
                    trail.count() + 1,
                    3,
                    5 + trail.count(),
                    event,
                    "DEK 7",
                    NODE,
                    Applier.Outcome.FRESH,
                    AuditFormat.head(trail)));
        }
        return trail;
    }

    private void audits() {
        put("file", AuditLines.file(trail().recent()));
        put("record", AuditFormat.encode(trail().recent().get(1)));
    }

    private void put(String name, byte[] input) {
        all.put(name, input);
    }
}
