package io.quorumseal.core.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.MalformedException;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
    private static final String LONGEST = "\u20ac".repeat(PeerCodec.MAX_TEXT_LENGTH);

    @Test
    void encode_longestText_travelsWhole() {
        var answer = new PeerMessage.Failed(false, "STILL_NEEDED", LONGEST);
        assertEquals(answer, travelled(answer));
    }

    /** As the reason of a refusal that names many groups. */
    @Test
    void encode_longerText_isCutAndSaysSo() {
        var answer = new PeerMessage.Failed(false, "STILL_NEEDED", LONGEST + "rest");
        var received = (PeerMessage.Failed) travelled(answer);
        assertEquals(LONGEST + " … and 4 characters more", received.text());
    }

    @Test
    void encode_longerLine_isCut() {
        var answer = new PeerMessage.Needs("n1", List.of("x".repeat(70_000), "y"));
        var received = (PeerMessage.Needs) travelled(answer);
        assertTrue(received.why().get(0).endsWith(" characters more"));
        assertEquals("y", received.why().get(1));
    }

    @Test
    void encode_progressWithAShare_travelsWhole() {
        var answer = new PeerMessage.Progress(
                Outcome.UNDER_WAY, "renews", Optional.of(new Share(3, 7, Duration.ofMillis(12))));
        assertEquals(answer, travelled(answer));
        assertEquals(3 / 0.012, answer.share().orElseThrow().perSecond());
        assertEquals(
                Optional.of(Duration.ofMillis(16)), answer.share().orElseThrow().left());
    }

    /** Else a message of a few bytes would have room made for 65,535 of them. */
    @Test
    void decode_textLongerThanWhatIsLeft_isRefusedByTheLengthThatItAnnounces() {
        byte[] begins = {(byte) 0xFF, (byte) 0xFF, 'c'};
        MalformedException refused =
                assertThrows(MalformedException.class, () -> PeerCodec.decode(9, "control", begins));
        assertEquals(
                "a message of another node does not parse: it announces a text of 65535 bytes, 1 are left",
                refused.getMessage());
    }

    private static PeerMessage travelled(PeerMessage message) {
        return PeerCodec.decode(PeerCodec.kind(message), "control", PeerCodec.body(message));
    }
}
