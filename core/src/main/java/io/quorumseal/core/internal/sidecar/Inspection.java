package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Sidecar;
import java.util.Optional;

/**
 * What a key file says of itself, read without any key and without knowing whose it is. Nothing of it is proven: the
 * MAC is not checked.
 *
 * @param sidecar the contents; those of a file that names no control group are under {@link #UNNAMED}
 * @param control the control group that the file names
 * @param mac the secret that its MAC is made with, if it has one
 */
public record Inspection(Sidecar sidecar, Optional<GroupId> control, Optional<MacSource> mac) {
    /** Stands for the control group of a file that names none: one that the reference wrote. */
    public static final GroupId UNNAMED = new GroupId("(control group)");

    /** The largest key file, in bytes. */
    public static final int MOST_BYTES = Limits.FILE_BYTES;

    /**
     * Reads a file.
     *
     * @throws MalformedException if the file is not a sidecar
     */
    public static Inspection of(byte[] file) {
        Optional<GroupId> control = control(file);
        Decoded decoded = new SidecarCodec(control.orElse(UNNAMED)).decodeWithMac(file);
        return new Inspection(decoded.sidecar(), control, decoded.mac().map(MacTag::source));
    }

    private static Optional<GroupId> control(byte[] file) {
        return member(JsonReader.read(file), SidecarCodec.OURS)
                .flatMap(ours -> member(ours, "control"))
                .flatMap(Inspection::group);
    }

    private static Optional<JsonValue> member(JsonValue value, String name) {
        return value instanceof JsonValue.Obj object
                ? Optional.ofNullable(object.members().get(name))
                : Optional.empty();
    }

    /** What is no text is left to the codec, which says so. */
    private static Optional<GroupId> group(JsonValue value) {
        return value instanceof JsonValue.Str name ? Optional.of(group(name.text())) : Optional.empty();
    }

    private static GroupId group(String name) {
        try {
            return new GroupId(name);
        } catch (IllegalArgumentException cause) {
            throw Damage.of("its control group is none: " + cause.getMessage(), cause);
        }
    }
}
