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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Bytes of the messages between runtimes: version, kind, fields; big-endian; lengths before what they measure. */
public final class PeerCodec {
    private static final int VERSION = 1;
    private static final int PREPARE = 2;

    /** A member that does not know it does not know the suite, and says so. */
    private static final int PREPARE_WITH_CIPHERS = 15;

    private static final int MAX_ITEMS = 4_096;

    /** DEKs that are named without their bytes: as many as key state may have. */
    private static final int MAX_DEKS = KeyStateLimits.KEYS;

    /** Characters of a text for people that travel: in the encoding each takes three bytes at most, and 65,535 fit. */
    static final int MAX_TEXT_LENGTH = 21_000;

    private PeerCodec() {}

    public static byte[] encode(PeerMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Register m) {
            out.writeByte(1);
            out.writeUTF(m.cluster());
            out.writeUTF(m.node());
            out.writeShort(m.opening().value());
            out.writeLong(m.life());
            out.writeInt(m.held().size());
            for (DekId dek : m.held()) {
                out.writeInt(dek.bits());
            }
        } else if (message instanceof PeerMessage.Prepare m) {
            boolean plain = m.isPlain();
            out.writeByte(plain ? PREPARE : PREPARE_WITH_CIPHERS);
            out.writeUTF(m.cluster());
            out.writeBoolean(m.bootstrap());
            out.writeInt(m.deks().size());
            for (Offered offered : m.deks()) {
                out.writeByte(offered.purpose().code());
                out.writeInt(offered.dek().id().bits());
                writeBytes(out, offered.dek().wrapped());
                if (!plain) {
                    writeCipher(out, offered.cipher());
                }
            }
            if (!plain) {
                out.writeBoolean(m.bound());
            }
        } else if (message instanceof PeerMessage.Command m) {
            out.writeByte(3);
            out.writeUTF(m.cluster());
            out.writeUTF(m.change().name());
            out.writeByte(m.purpose().code());
            out.writeUTF(m.group());
            out.writeInt(m.dek().map(DekId::bits).orElse(0));
        } else if (message instanceof PeerMessage.Begin m) {
            out.writeByte(9);
            out.writeUTF(m.cluster());
            out.writeUTF(m.work().name());
        } else if (message instanceof PeerMessage.AskNeeds m) {
            out.writeByte(10);
            out.writeUTF(m.cluster());
            out.writeInt(m.dek().bits());
            out.writeBoolean(m.atOnce());
        } else if (message instanceof PeerMessage.AskKeys m) {
            out.writeByte(13);
            out.writeUTF(m.cluster());
        } else {
            writeAnswer(out, message);
        }
    }

    private static void writeAnswer(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Registered m) {
            out.writeByte(4);
            out.writeInt(m.positions().size());
            for (var entry : m.positions().entrySet()) {
                out.writeInt(entry.getKey().bits());
                out.writeUTF(entry.getValue().group().name());
                out.writeLong(entry.getValue().term());
                out.writeLong(entry.getValue().index());
            }
            writeBytes(out, m.state());
        } else if (message instanceof PeerMessage.NotBootstrapped) {
            out.writeByte(5);
        } else if (message instanceof PeerMessage.Unknown) {
            out.writeByte(14);
        } else if (message instanceof PeerMessage.Ready m) {
            out.writeByte(6);
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
            out.writeByte(7);
            out.writeBoolean(m.already());
            out.writeLong(m.index());
            out.writeUTF(cut(m.text()));
        } else if (message instanceof PeerMessage.Failed m) {
            out.writeByte(8);
            out.writeBoolean(m.retry());
            out.writeUTF(m.reason());
            out.writeUTF(cut(m.text()));
        } else {
            writeReport(out, message);
        }
    }

    private static void writeReport(DataOutputStream out, PeerMessage message) throws IOException {
        if (message instanceof PeerMessage.Progress m) {
            out.writeByte(11);
            out.writeUTF(m.outcome().name());
            out.writeUTF(cut(m.text()));
        } else if (message instanceof PeerMessage.Needs m) {
            out.writeByte(12);
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

    public static PeerMessage decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw malformed("its version is " + version + ", known is " + VERSION);
            }
            PeerMessage message = read(in, in.readUnsignedByte());
            if (in.available() != 0) {
                throw malformed(in.available() + " bytes follow its end");
            }
            return message;
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static PeerMessage read(DataInputStream in, int kind) throws IOException {
        return switch (kind) {
            case 1 -> new PeerMessage.Register(readText(in), readText(in), readEpoch(in), in.readLong(), readDeks(in));
            case PREPARE -> new PeerMessage.Prepare(readText(in), in.readBoolean(), readOffered(in, false), false);
            case PREPARE_WITH_CIPHERS ->
                new PeerMessage.Prepare(readText(in), in.readBoolean(), readOffered(in, true), in.readBoolean());
            case 3 -> new PeerMessage.Command(readText(in), readChange(in), readPurpose(in), readText(in), readDek(in));
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
            case 9 -> new PeerMessage.Begin(readText(in), Work.valueOf(readText(in)));
            case 10 -> new PeerMessage.AskNeeds(readText(in), new DekId(in.readInt()), in.readBoolean());
            case 11 -> new PeerMessage.Progress(Outcome.valueOf(readText(in)), readText(in));
            case 12 -> new PeerMessage.Needs(readText(in), readLines(in));
            case 13 -> new PeerMessage.AskKeys(readText(in));
            case 14 -> new PeerMessage.Unknown();
            default -> throw malformed("its kind is " + kind);
        };
    }

    private static LocalEpoch readEpoch(DataInputStream in) throws IOException {
        return new LocalEpoch(in.readUnsignedShort());
    }

    private static Purpose readPurpose(DataInputStream in) throws IOException {
        int code = in.readUnsignedByte();
        for (Purpose purpose : Purpose.values()) {
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

    private static List<Offered> readOffered(DataInputStream in, boolean ciphers) throws IOException {
        List<Offered> offered = new ArrayList<>();
        for (int left = readCount(in, MAX_ITEMS); left > 0; left--) {
            Purpose purpose = readPurpose(in);
            WrappedDek dek = new WrappedDek(new DekId(in.readInt()), readBytes(in));
            offered.add(new Offered(purpose, dek, ciphers ? readCipher(in) : DekCipher.SUITE_1));
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
