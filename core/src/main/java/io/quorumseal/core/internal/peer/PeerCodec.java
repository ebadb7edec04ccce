package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.core.internal.format.KeyStateLimits;
import io.quorumseal.core.internal.peer.PeerMessage.Change;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.peer.PeerMessage.Work;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Bytes of the messages between runtimes, without kind and group, which the frame has; lengths before what they measure. */
public final class PeerCodec {
    /** The byte that stands for each kind of message. */
    private static final Map<Class<? extends PeerMessage>, Integer> KINDS = Map.ofEntries(
            Map.entry(PeerMessage.Register.class, 1),
            Map.entry(PeerMessage.Prepare.class, 2),
            Map.entry(PeerMessage.Command.class, 3),
            Map.entry(PeerMessage.Registered.class, 4),
            Map.entry(PeerMessage.NotBootstrapped.class, 5),
            Map.entry(PeerMessage.Ready.class, 6),
            Map.entry(PeerMessage.Done.class, 7),
            Map.entry(PeerMessage.Failed.class, 8),
            Map.entry(PeerMessage.Begin.class, 9),
            Map.entry(PeerMessage.AskNeeds.class, 10),
            Map.entry(PeerMessage.Progress.class, 11),
            Map.entry(PeerMessage.Needs.class, 12),
            Map.entry(PeerMessage.AskKeys.class, 13),
            Map.entry(PeerMessage.Unknown.class, 14),
            Map.entry(PeerMessage.AskAgain.class, 15));

    private static final int MAX_ITEMS = 4_096;

    /** DEKs that are named without their bytes: as many as key state may have. */
    private static final int MAX_DEKS = KeyStateLimits.KEYS;

    /** Characters of a text for people that travel: in the encoding each takes three bytes at most, and 65,535 fit. */
    static final int MAX_TEXT_LENGTH = 21_000;

    private PeerCodec() {}

    /** Tells a message's kind. */
    public static int kind(PeerMessage message) {
        return Objects.requireNonNull(KINDS.get(message.getClass()));
    }

    /** Tells the group that a question is about. */
    public static String group(PeerMessage message, GroupId control) {
        return message instanceof PeerMessage.Command command ? command.group() : control.name();
    }

    /** Gives the rest of a message its bytes. */
    public static byte[] body(PeerMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Register m) {
            out.writeUTF(m.node());
            out.writeShort(m.opening().value());
            out.writeLong(m.life());
            out.writeInt(m.held().size());
            for (DekId dek : m.held()) {
                out.writeInt(dek.bits());
            }
        } else if (message instanceof PeerMessage.Prepare m) {
            out.writeBoolean(m.bootstrap());
            out.writeInt(m.deks().size());
            for (Offered offered : m.deks()) {
                out.writeByte(offered.purpose().code());
                out.writeInt(offered.dek().id().bits());
                writeBytes(out, offered.dek().wrapped());
                writeCipher(out, offered.cipher());
            }
            out.writeBoolean(m.bound());
        } else if (message instanceof PeerMessage.Command m) {
            out.writeUTF(m.change().name());
            out.writeByte(m.purpose().code());
            out.writeInt(m.dek().map(DekId::bits).orElse(0));
        } else if (message instanceof PeerMessage.Begin m) {
            out.writeUTF(m.work().name());
        } else if (message instanceof PeerMessage.AskNeeds m) {
            out.writeInt(m.dek().bits());
            out.writeBoolean(m.atOnce());
        } else if (message instanceof PeerMessage.AskKeys m) {
            out.writeBoolean(m.asLeader());
        } else {
            writeAnswer(out, message);
        }
    }

    private static void writeAnswer(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Registered m) {
            out.writeInt(m.positions().size());
            for (var entry : m.positions().entrySet()) {
                out.writeInt(entry.getKey().bits());
                out.writeUTF(entry.getValue().group().name());
                out.writeLong(entry.getValue().term());
                out.writeLong(entry.getValue().index());
            }
            writeBytes(out, m.state());
        } else if (message instanceof PeerMessage.Ready m) {
            out.writeUTF(m.node());
            out.writeShort(m.opening().value());
            out.writeLong(m.events());
            out.writeUTF(m.head());
            writeLogs(out, m.logs());
            out.writeInt(m.live().size());
            for (DekId dek : m.live()) {
                out.writeInt(dek.bits());
            }
        } else if (message instanceof PeerMessage.Done m) {
            out.writeBoolean(m.already());
            out.writeLong(m.index());
            out.writeUTF(cut(m.text()));
        } else if (message instanceof PeerMessage.Failed m) {
            out.writeBoolean(m.retry());
            out.writeUTF(m.reason());
            out.writeUTF(cut(m.text()));
        } else {
            writeReport(out, message);
        }
    }

    private static void writeReport(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Progress m) {
            out.writeUTF(m.outcome().name());
            out.writeUTF(cut(m.text()));
            writeShare(out, m.share());
        } else if (message instanceof PeerMessage.Needs m) {
            out.writeUTF(m.node());
            List<String> lines = cut(m.why());
            out.writeInt(lines.size());
            for (String why : lines) {
                out.writeUTF(cut(why));
            }
        }
    }

    private static List<String> cut(List<String> lines) {
        if (lines.size() <= MAX_ITEMS) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MAX_ITEMS - 1));
        some.add("… and " + (lines.size() - some.size()) + " more");
        return some;
    }

    /** A longer text is for people, who are told that there is more; the answer itself must not be lost over it. */
    private static String cut(String text) {
        return text.length() <= MAX_TEXT_LENGTH
                ? text
                : text.substring(0, MAX_TEXT_LENGTH) + " … and " + (text.length() - MAX_TEXT_LENGTH)
                        + " characters more";
    }

    static PeerMessage decode(Frame.Question question) {
        return decode(question.kind(), question.group(), question.body());
    }

    static PeerMessage decode(Frame.Answer answer, String group) {
        return decode(answer.kind(), group, answer.body());
    }

    /**
     * Reads a message.
     *
     * @param group the group that the question is about
     * @throws MalformedException if the bytes are none of that kind
     */
    public static PeerMessage decode(int kind, String group, byte[] body) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            PeerMessage message = read(in, kind, group);
            if (in.available() != 0) {
                throw malformed(in.available() + " bytes follow its end");
            }
            return message;
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static PeerMessage read(DataInputStream in, int kind, String group) throws IOException {
        return switch (kind) {
            case 1 -> new PeerMessage.Register(readText(in), readEpoch(in), in.readLong(), readDeks(in));
            case 2 -> new PeerMessage.Prepare(in.readBoolean(), readOffered(in), in.readBoolean());
            case 3 -> new PeerMessage.Command(readChange(in), readPurpose(in), group, readDek(in));
            case 4 -> new PeerMessage.Registered(readPositions(in), readBytes(in));
            case 5 -> new PeerMessage.NotBootstrapped();
            case 6 ->
                new PeerMessage.Ready(
                        readText(in),
                        readEpoch(in),
                        in.readLong(),
                        readText(in),
                        readLogs(in),
                        new TreeSet<>(readDeks(in)));
            case 7 -> new PeerMessage.Done(in.readBoolean(), in.readLong(), readText(in));
            case 8 -> new PeerMessage.Failed(in.readBoolean(), readText(in), readText(in));
            case 9 -> new PeerMessage.Begin(Work.valueOf(readText(in)));
            case 10 -> new PeerMessage.AskNeeds(new DekId(in.readInt()), in.readBoolean());
            case 11 -> new PeerMessage.Progress(Outcome.valueOf(readText(in)), readText(in), readShare(in));
            case 12 -> new PeerMessage.Needs(readText(in), readLines(in));
            case 13 -> new PeerMessage.AskKeys(in.readBoolean());
            case 14 -> new PeerMessage.Unknown();
            case 15 -> new PeerMessage.AskAgain();
            default -> throw malformed("its kind is " + kind);
        };
    }

    private static void writeShare(DataOutputStream out, Optional<Share> share) throws IOException {
        out.writeBoolean(share.isPresent());
        if (share.isPresent()) {
            out.writeLong(share.get().done());
            out.writeLong(share.get().all());
            out.writeLong(share.get().elapsed().toMillis());
        }
    }

    private static Optional<Share> readShare(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? Optional.of(new Share(readAmount(in), readAmount(in), Duration.ofMillis(readAmount(in))))
                : Optional.empty();
    }

    private static long readAmount(DataInputStream in) throws IOException {
        long amount = in.readLong();
        if (amount < 0) {
            throw malformed("it tells an amount of " + amount);
        }
        return amount;
    }

    private static LocalEpoch readEpoch(DataInputStream in) throws IOException {
        return new LocalEpoch(in.readUnsignedShort());
    }

    private static Purpose readPurpose(DataInputStream in) throws IOException {
        int code = in.readUnsignedByte();
        for (Purpose purpose : Purpose.ofDeks()) {
            if (purpose.code() == code) {
                return purpose;
            }
        }
        throw malformed("it names the purpose " + code);
    }

    private static Change readChange(DataInputStream in) throws IOException {
        return Change.valueOf(readText(in));
    }

    private static List<DekId> readDeks(DataInputStream in) throws IOException {
        List<DekId> deks = new ArrayList<>();
        for (int left = readCount(in, MAX_DEKS); left > 0; left--) {
            deks.add(new DekId(in.readInt()));
        }
        return deks;
    }

    private static Optional<DekId> readDek(DataInputStream in) throws IOException {
        int bits = in.readInt();
        return bits == 0 ? Optional.empty() : Optional.of(new DekId(bits));
    }

    private static List<String> readLines(DataInputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int left = readCount(in, MAX_ITEMS); left > 0; left--) {
            lines.add(readText(in));
        }
        return lines;
    }

    private static List<Offered> readOffered(DataInputStream in) throws IOException {
        List<Offered> offered = new ArrayList<>();
        for (int left = readCount(in, MAX_ITEMS); left > 0; left--) {
            Purpose purpose = readPurpose(in);
            WrappedDek dek = new WrappedDek(new DekId(in.readInt()), readBytes(in));
            offered.add(new Offered(purpose, dek, readCipher(in)));
        }
        return offered;
    }

    private static void writeLogs(DataOutputStream out, SortedMap<GroupId, String> logs) throws IOException {
        out.writeInt(logs.size());
        for (var log : logs.entrySet()) {
            out.writeUTF(log.getKey().name());
            out.writeUTF(log.getValue());
        }
    }

    private static SortedMap<GroupId, String> readLogs(DataInputStream in) throws IOException {
        SortedMap<GroupId, String> logs = new TreeMap<>();
        for (int left = readCount(in, KeyStateLimits.GROUPS); left > 0; left--) {
            logs.put(new GroupId(readText(in)), readText(in));
        }
        return logs;
    }

    private static void writeCipher(DataOutputStream out, DekCipher cipher) throws IOException {
        out.writeByte(cipher.suite());
        out.writeByte(cipher.binds());
        writeBytes(out, cipher.commitment());
    }

    private static DekCipher readCipher(DataInputStream in) throws IOException {
        return new DekCipher(in.readUnsignedByte(), in.readUnsignedByte(), readBytes(in));
    }

    private static SortedMap<DekId, LogPosition> readPositions(DataInputStream in) throws IOException {
        SortedMap<DekId, LogPosition> positions = new TreeMap<>();
        for (int left = readCount(in, MAX_DEKS); left > 0; left--) {
            DekId dek = new DekId(in.readInt());
            positions.put(dek, new LogPosition(new GroupId(readText(in)), in.readLong(), in.readLong()));
        }
        return positions;
    }

    private static int readCount(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw malformed("it announces " + count + " items; at most " + most + " are allowed");
        }
        return count;
    }

    /** {@link DataInputStream#readUTF} makes room for a text before it knows that its bytes are there. */
    private static String readText(DataInputStream in) throws IOException {
        in.mark(Short.BYTES);
        int length = in.readUnsignedShort();
        if (length > in.available()) {
            throw malformed("it announces a text of " + length + " bytes, " + in.available() + " are left");
        }
        in.reset();
        return in.readUTF();
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw malformed("it announces " + length + " bytes, " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static MalformedException malformed(String what) {
        return new MalformedException(
                MalformedException.Defect.PEER_MESSAGE, "a message of another node does not parse: " + what);
    }
}
