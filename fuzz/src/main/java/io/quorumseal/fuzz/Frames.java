package io.quorumseal.fuzz;

import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What travels between nodes. A frame has one form: whatever decodes comes back as the same bytes. */
final class Frames {
    private static final Set<Defect> DEFECTS = Set.of(Defect.PEER_MESSAGE);

    private Frames() {}

    static boolean decodes(byte[] input) {
        Optional<Frame> frame = Decoding.of(input, DEFECTS, () -> FrameCodec.decode(input));
        frame.ifPresent(decoded -> Decoding.require(
                Arrays.equals(input, FrameCodec.encode(decoded)), () -> "other bytes came back for " + decoded));
        return frame.isPresent();
    }
}
