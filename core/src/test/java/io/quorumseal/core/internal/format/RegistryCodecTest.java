package io.quorumseal.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegistryCodecTest {

    @Provide
    Arbitrary<DekId> deks() {
        return Entries.dekIds();
    }

    @Provide
    Arbitrary<LocalEpoch> epochs() {
        return Entries.epochs();
    }

    @Property
    void row_writtenKey_isTheSame(@ForAll("deks") DekId dek, @ForAll @IntRange(max = 65_535) int node16) {
        Row row = new Row(dek, node16);
        byte[] key = RegistryCodec.key(row);
        assertEquals(RegistryCodec.KEY_SIZE, key.length);
        assertEquals(row, RegistryCodec.row(ByteBuffer.wrap(key)));
    }

    @Property
    void writer_writtenValue_isTheSame(
            @ForAll long node, @ForAll("epochs") LocalEpoch first, @ForAll("epochs") LocalEpoch last) {
        Writer writer = new Writer(new NodeId(node), first, last);
        byte[] value = RegistryCodec.value(writer);
        assertEquals(RegistryCodec.VALUE_SIZE, value.length);
        assertEquals(writer, RegistryCodec.writer(ByteBuffer.wrap(value)));
    }

    @Test
    void row_badKey_isMalformed() {
        byte[] key = RegistryCodec.key(new Row(new DekId(1), 2));
        for (int place : new int[] {0, 19, 24}) {
            byte[] bad = key.clone();
            bad[place] ^= 1;
            assertEquals(Defect.REGISTRY_KEY, defect(() -> RegistryCodec.row(ByteBuffer.wrap(bad))));
        }
        byte[] zero = key.clone();
        zero[23] = 0;
        assertEquals(Defect.REGISTRY_KEY, defect(() -> RegistryCodec.row(ByteBuffer.wrap(zero))));
        assertEquals(Defect.REGISTRY_KEY, defect(() -> RegistryCodec.row(ByteBuffer.wrap(key, 0, 26))));
        assertEquals(
                Defect.REGISTRY_KEY,
                defect(() -> RegistryCodec.row(
                        ByteBuffer.allocate(28).put(key).flip().limit(28))));
    }

    @Test
    void writer_badLength_isMalformed() {
        assertEquals(Defect.REGISTRY_VALUE, defect(() -> RegistryCodec.writer(ByteBuffer.allocate(11))));
        assertEquals(Defect.REGISTRY_VALUE, defect(() -> RegistryCodec.writer(ByteBuffer.allocate(13))));
    }

    private static Defect defect(Runnable decode) {
        return assertThrows(MalformedException.class, decode::run).defect();
    }
}
