package io.quorumseal.fuzz;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The key file. One sidecar has one text, but many texts are read: what is written of one that was read says the same, and
 * writing that once more changes nothing. A node can write whatever it could read, or it would start and then halt.
 */
final class Sidecars {
    static final GroupId CONTROL = new GroupId("control");
    static final MacKeys KEYS = (source, info) -> Optional.of(new byte[32]);

    private static final Set<Defect> DEFECTS = EnumSet.range(Defect.SIDECAR, Defect.SIDECAR_ACTIVE_PURPOSE_MISMATCH);
    private static final SidecarCodec CODEC = new SidecarCodec(CONTROL);
    static final SidecarMac MAC = new SidecarMac(CODEC);

    private Sidecars() {}

    static boolean decodes(byte[] input) {
        Optional<Sidecar> sidecar = Decoding.of(input, DEFECTS, () -> CODEC.decode(input));
        Optional<Verdict> unused = Decoding.of(input, DEFECTS, () -> MAC.verify(input, KEYS));
        sidecar.ifPresent(Sidecars::checkAgain);
        return sidecar.isPresent();
    }

    private static void checkAgain(Sidecar sidecar) {
        byte[] file = MAC.encode(sidecar, KEYS);
        Sidecar again = CODEC.decode(file);
        Decoding.require(
                again.state().equals(sidecar.state()) && again.local().equals(sidecar.local()),
                () -> "another sidecar came back: " + again + " for " + sidecar);
        Decoding.require(Arrays.equals(MAC.encode(again, KEYS), file), () -> "a sidecar has two texts: " + sidecar);
        Decoding.require(MAC.verify(file, KEYS) != Verdict.INVALID, "its own MAC is wrong");
    }
}
