package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.format.WireReader;
import io.quorumseal.core.internal.format.WireWriter;
import io.quorumseal.core.internal.peer.Frame.Word;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of frames: a letter, version 1, fields; big-endian. A text is UTF-8 behind its length in bytes (2), a block is bytes
 * behind their length (4). Nothing is allocated that is longer than what came.
 */
public final class FrameCodec {
    private static final int VERSION = 1;
    private static final int MAX_TEXT = 0xFFFF;
    private static final int MAX_BLOCK = Integer.MAX_VALUE;

    private FrameCodec() {}

    /** Gives a frame its bytes; a tag that is not made yet stands at their end as nothing. */
    public static byte[] encode(Frame frame) {
        WireWriter out = new WireWriter();
        if (frame instanceof Frame.Hello hello) {
            head(out, 'H').text(hello.asker(), MAX_TEXT).block(hello.secret(), MAX_BLOCK);
        } else if (frame instanceof Frame.Greeting greeting) {
            dek(head(out, 'G').text(greeting.node(), MAX_TEXT), greeting.dek()).bytes(greeting.challenge());
        } else if (frame instanceof Frame.WantsKeys) {
            head(out, 'K');
        } else if (frame instanceof Frame.Keys keys) {
            head(out, 'S').block(keys.state(), MAX_BLOCK);
        } else if (frame instanceof Frame.Question question) {
            write(head(out, 'Q'), question);
        } else if (frame instanceof Frame.Answer answer) {
            head(out, 'A')
                    .u8(answer.kind())
                    .bytes(answer.question())
                    .block(answer.body(), MAX_BLOCK)
                    .bytes(answer.tag());
        } else {
            head(out, 'N').u8(((Frame.Refused) frame).word().code());
        }
        return out.toBytes();
    }

    private static void write(WireWriter out, Frame.Question question) {
        out.u8(question.kind())
                .text(question.asker(), MAX_TEXT)
                .text(question.addressee(), MAX_TEXT)
                .text(question.group(), MAX_TEXT);
        dek(out, question.dek())
                .bytes(question.challenge())
                .bytes(question.nonce())
                .block(question.body(), MAX_BLOCK)
                .bytes(question.tag());
    }

    private static WireWriter head(WireWriter out, char letter) {
        return out.u8(letter).u8(VERSION);
    }

    private static WireWriter dek(WireWriter out, Optional<DekId> dek) {
        return out.u32(dek.map(DekId::bits).orElse(0));
    }

    /**
     * Reads a frame.
     *
     * @throws MalformedException if the bytes are none
     */
    public static Frame decode(byte[] bytes) {
        WireReader in = new WireReader(ByteBuffer.wrap(bytes), Defect.PEER_MESSAGE);
        int letter = in.u8();
        int version = in.u8();
        if (version != VERSION) {
            throw in.malformed("a frame of version " + version + ", known is " + VERSION);
        }
        Frame frame = read(in, letter);
        in.end();
        return frame;
    }

    private static Frame read(WireReader in, int letter) {
        return switch (letter) {
            case 'H' -> new Frame.Hello(in.text(MAX_TEXT), in.block(MAX_BLOCK));
            case 'G' -> new Frame.Greeting(in.text(MAX_TEXT), dek(in), in.bytes(Frame.CHALLENGE));
            case 'K' -> new Frame.WantsKeys();
            case 'S' -> new Frame.Keys(in.block(MAX_BLOCK));
            case 'Q' ->
                new Frame.Question(
                        in.u8(),
                        in.text(MAX_TEXT),
                        in.text(MAX_TEXT),
                        in.text(MAX_TEXT),
                        dek(in),
                        in.bytes(Frame.CHALLENGE),
                        in.bytes(Frame.NONCE),
                        in.block(MAX_BLOCK),
                        in.bytes(Frame.TAG));
            case 'A' -> new Frame.Answer(in.u8(), in.bytes(Frame.TAG), in.block(MAX_BLOCK), in.bytes(Frame.TAG));
            case 'N' -> new Frame.Refused(word(in));
            default -> throw in.malformed("a frame of kind " + letter);
        };
    }

    private static Optional<DekId> dek(WireReader in) {
        int bits = in.u32();
        return bits == 0 ? Optional.empty() : Optional.of(new DekId(bits));
    }

    private static Word word(WireReader in) {
        int code = in.u8();
        return Arrays.stream(Word.values())
                .filter(word -> word.code() == code)
                .findFirst()
                .orElseThrow(() -> in.malformed("an unknown word, " + code));
    }
}
