package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Sidecar;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;

/**
 * Turns a sidecar into the text of the key file and back. One sidecar has one text.
 *
 * <p>The control group uses the reference's members, so that a reference node can read the file, unless a DEK is of another
 * suite than 1; everything else is
 * in the one member {@value #OURS}. Members that are not known, wherever they stand, are kept in
 * {@link Sidecar#unknown()} under their JSON Pointer and written back.
 *
 * <p>Decoding does not check the MAC; {@link SidecarMac} does.
 */
public final class SidecarCodec {
    static final String OURS = "quorumseal";
    private static final String CIPHERS = "ciphers";
    private static final JsonPointer MAC_VALUE = JsonPointer.compile("/" + OURS + "/mac/value");

    private final GroupId control;
    private final GroupMembers groups;

    /**
     * Makes a codec.
     *
     * @param control the control group, whose log the reference's members speak of
     */
    public SidecarCodec(GroupId control) {
        this.control = control;
        this.groups = new GroupMembers(control);
    }

    /**
     * Reads a file.
     *
     * @throws MalformedException if the file is not a sidecar
     */
    public Sidecar decode(byte[] file) {
        return decodeWithMac(file).sidecar();
    }

    Decoded decodeWithMac(byte[] file) {
        JsonReader.Found root = JsonReader.read(file, MAC_VALUE);
        if (root.value() == JsonValue.Word.NULL) {
            throw Damage.of(Defect.SIDECAR_VERSION, "it is empty and has no version");
        }
        Members top = Members.of(Pointer.ROOT, root.value());
        long version = ReferenceMembers.version(top);
        Members ours = top.object(OURS);
        checkControl(ours);
        Optional<MacTag> mac = ours.has("mac") ? Optional.of(MacMembers.read(ours.object("mac"))) : Optional.empty();
        SortedMap<DekId, DekCipher> ciphers = CipherMembers.read(version, ours.object(CIPHERS));
        KeyState state = state(top, ours, ciphers);
        Sidecar sidecar = new Sidecar(state, local(ours, state, ciphers), top.unknown());
        CipherMembers.check(ciphers, sidecar);
        return new Decoded(sidecar, mac, root.quote());
    }

    /** Under another control group's name, the reference's members would be taken for another log's. */
    private void checkControl(Members ours) {
        String found = ours.optionalText("control").orElse(control.name());
        if (!found.equals(control.name())) {
            throw Damage.of(
                    Defect.SIDECAR_CONTROL_GROUP,
                    "its control group is \"" + found + "\" and \"" + control + "\" is configured");
        }
    }

    private KeyState state(Members top, Members ours, SortedMap<DekId, DekCipher> ciphers) {
        SortedMap<DekId, Long> wraps = ofEachKey(ours.object("wraps"));
        SortedMap<DekId, KeyState.Key> keys = ReferenceMembers.keys(top, ciphers, id -> wraps.getOrDefault(id, 0L));
        NavigableSet<DekId> retired = new TreeSet<>();
        ours.array("retired").forEach(id -> retired.add(Numbers.id(id)));
        if (retired.stream().anyMatch(id -> keys.containsKey(id))) {
            throw Damage.of("a retired key is still among its keys");
        }
        return new KeyState(
                ReferenceMembers.active(top, keys),
                keys,
                ReferenceMembers.storageCutover(top),
                groups.read(ours.object("groups"), ReferenceMembers.control(top)),
                RegistryMembers.read(ours.object("registry")),
                retired);
    }

    private static SortedMap<DekId, Long> ofEachKey(Members members) {
        SortedMap<DekId, Long> numbers = new TreeMap<>();
        members.names().forEach(name -> numbers.put(Numbers.keyId(name), Numbers.index(members, name)));
        return numbers;
    }

    private static Sidecar.Local local(Members ours, KeyState state, SortedMap<DekId, DekCipher> ciphers) {
        return new Sidecar.Local(
                ours.optionalText("cluster").orElse(""),
                ours.optionalText("node").orElse(""),
                Numbers.epoch(ours, "opening"),
                ours.optionalText("kek_fingerprint"),
                ours.flag("cleartext_refused"),
                ours.flag("joining"),
                ofEachKey(ours.object("seals_granted")),
                KeptDeks.read(ours.object("kept"), ciphers, state),
                Unmet.read(ours),
                FolderMembers.read(ours.object(FolderMembers.MEMBER)));
    }

    /**
     * Writes a file, and reads it again to be sure that it says what was meant.
     *
     * @param mac the secret that the MAC is to be made with; its value is left blank
     * @throws HaltApplyException if the sidecar cannot be written as a file that will be read again
     */
    Encoded encode(Sidecar sidecar, Optional<MacSource> mac) {
        try {
            byte[] file = JsonWriter.file(new Unknown(sidecar.unknown()).into(tree(sidecar, mac)));
            Decoded written = decodeWithMac(file);
            checkSame(sidecar, written.sidecar());
            return new Encoded(file, written.macQuote());
        } catch (JacksonException | MalformedException | IllegalArgumentException cause) {
            throw unwritable("it would not read back", cause);
        }
    }

    /** How many bytes a file has, but for its MAC. */
    int fileSize(Sidecar sidecar) {
        return JsonWriter.file(new Unknown(sidecar.unknown()).into(tree(sidecar, Optional.empty()))).length;
    }

    private static void checkSame(Sidecar meant, Sidecar written) {
        if (!meant.state().equals(written.state()) || !meant.local().equals(written.local())) {
            throw new IllegalArgumentException("a value has no place in the file, such as parts of a second");
        }
    }

    private static HaltApplyException unwritable(String why, Exception cause) {
        return new HaltApplyException(
                HaltApplyException.Reason.STORAGE,
                "the sidecar cannot be written: " + why + " (" + cause.getMessage() + "); nothing was changed",
                cause);
    }

    private JsonValue.Obj tree(Sidecar sidecar, Optional<MacSource> mac) {
        ObjectBuilder top = new ObjectBuilder();
        Group controlGroup = sidecar.state().group(control);
        SortedMap<DekId, DekCipher> ciphers = CipherMembers.of(sidecar);
        int version = ciphers.isEmpty() ? ReferenceMembers.VERSION : ReferenceMembers.VERSION_WITH_CIPHERS;
        ReferenceMembers.write(version, sidecar.state(), controlGroup, top);
        return top.put(OURS, ours(sidecar, ciphers, mac)).build();
    }

    private JsonValue ours(Sidecar sidecar, SortedMap<DekId, DekCipher> ciphers, Optional<MacSource> mac) {
        KeyState state = sidecar.state();
        Sidecar.Local local = sidecar.local();
        ObjectBuilder ours = new ObjectBuilder()
                .text("cluster", local.cluster())
                .text("node", local.node())
                .number("opening", local.opening().value())
                .text("control", control.name())
                .put("groups", groups.write(state.groups()))
                .put("registry", RegistryMembers.write(state.registry()))
                .put("retired", retired(state))
                .put("wraps", wraps(state));
        if (!ciphers.isEmpty()) {
            ours.put(CIPHERS, CipherMembers.write(ciphers));
        }
        if (local.cleartextRefused()) {
            ours.put("cleartext_refused", JsonValue.Word.TRUE);
        }
        if (local.joining()) {
            ours.put("joining", JsonValue.Word.TRUE);
        }
        if (!local.sealsGranted().isEmpty()) {
            ours.put("seals_granted", sealsGranted(local));
        }
        if (!local.kept().isEmpty()) {
            ours.put("kept", KeptDeks.write(local.kept()));
        }
        if (!local.unmet().isEmpty()) {
            ours.put(Unmet.MEMBER, Unmet.write(local.unmet()));
        }
        if (!local.folders().isEmpty()) {
            ours.put(FolderMembers.MEMBER, FolderMembers.write(local.folders()));
        }
        local.kekFingerprint().ifPresent(fingerprint -> ours.text("kek_fingerprint", fingerprint));
        mac.ifPresent(source -> ours.put("mac", MacMembers.write(MacTag.blank(source))));
        return ours.build();
    }

    private static JsonValue retired(KeyState state) {
        return new JsonValue.Arr(state.retired().stream()
                .<JsonValue>map(id -> JsonValue.Num.of(id.value()))
                .toList());
    }

    private static JsonValue sealsGranted(Sidecar.Local local) {
        ObjectBuilder seals = new ObjectBuilder();
        local.sealsGranted().forEach((id, granted) -> seals.number(id.toString(), granted));
        return seals.build();
    }

    private static JsonValue wraps(KeyState state) {
        ObjectBuilder wraps = new ObjectBuilder();
        state.keys().forEach((id, key) -> wraps.number(id.toString(), key.wrapIndex()));
        return wraps.build();
    }
}
