package io.quorumseal.core.internal.format;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.Void;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.ByteBuffer;

/**
 * Log entries as bytes: an opcode, a version, and what the opcode says. Opcodes 3 to 5 are the reference's. Ours
 * stand under 6, which the reference reserves: a reference node halts on them instead of skipping them.
 */
public final class EntryCodec {
    static final byte VERSION = 1;

    private static final byte REGISTRATION = 3;
    private static final byte BOOTSTRAP = 4;
    private static final byte ROTATION = 5;
    private static final byte EXTENSION = 6;

    private EntryCodec() {}

    /**
     * Writes an entry.
     *
     * @return opcode and payload
     * @throws io.quorumseal.api.RejectedException if the entry exceeds one of the {@link EntryLimits}
     */
    public static byte[] encode(EncryptionEntry entry) {
        WireWriter out = new WireWriter();
        out.u8(opcode(entry)).u8(VERSION);
        write(entry, out);
        return out.toBytes();
    }

    /**
     * Reads an entry, from position to limit, which stay as they are.
     *
     * @throws MalformedException with {@link Defect#ENTRY}, {@link Defect#ENTRY_VERSION} or
     *     {@link Defect#ENTRY_KIND}
     */
    public static EncryptionEntry decode(ByteBuffer bytes) {
        WireReader in = new WireReader(bytes, Defect.ENTRY);
        int opcode = in.u8();
        if (opcode == REGISTRATION) {
            RegistrationFormat.checkEntryLength(in);
        }
        checkVersion(opcode, in);
        EncryptionEntry entry = read(opcode, in);
        in.end();
        return entry;
    }

    private static byte opcode(EncryptionEntry entry) {
        if (entry instanceof RegisterWriter) {
            return REGISTRATION;
        }
        if (entry instanceof Bootstrap) {
            return BOOTSTRAP;
        }
        return entry instanceof RotateDek || entry instanceof EnableEnvelope ? ROTATION : EXTENSION;
    }

    private static void write(EncryptionEntry entry, WireWriter out) {
        if (entry instanceof RegisterWriter register) {
            RegistrationFormat.write(register.registration(), out);
        } else if (entry instanceof Bootstrap bootstrap) {
            BootstrapFormat.write(bootstrap, out);
        } else if (entry instanceof RotateDek rotate) {
            RotationFormat.write(rotate, out);
        } else if (entry instanceof EnableEnvelope enable) {
            RotationFormat.write(enable, out);
        } else if (entry instanceof RewrapDeks rewrap) {
            ExtensionFormat.write(rewrap, out);
        } else if (entry instanceof RetireDek retire) {
            ExtensionFormat.write(retire, out);
        } else if (entry instanceof NewKeys keys) {
            ExtensionFormat.write(keys, out);
        } else if (entry instanceof NewLog log) {
            ExtensionFormat.write(log, out);
        } else if (entry instanceof Void nothing) {
            ExtensionFormat.write(nothing, out);
        }
    }

    private static EncryptionEntry read(int opcode, WireReader in) {
        return switch (opcode) {
            case REGISTRATION -> new RegisterWriter(RegistrationFormat.read(in));
            case BOOTSTRAP -> BootstrapFormat.read(in);
            case ROTATION -> RotationFormat.read(in);
            default -> ExtensionFormat.read(in);
        };
    }

    private static void checkVersion(int opcode, WireReader in) {
        if (opcode < REGISTRATION || opcode > EXTENSION) {
            throw unknownKind("opcode " + opcode);
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException(
                    Defect.ENTRY_VERSION,
                    "entry of version " + version + " is not known here: upgrade this node before it goes on");
        }
    }

    static MalformedException unknownKind(String found) {
        return new MalformedException(
                Defect.ENTRY_KIND, "entry with " + found + " is not known here: upgrade this node before it goes on");
    }
}
