package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SidecarCodecPropertyTest {

    @Property
    void decode_ofEncode_givesTheSameSidecar(@ForAll long seed) {
        Sidecar sidecar = AnySidecar.of(seed);
        assertEquals(sidecar, Samples.CODEC.decode(file(sidecar)));
    }

    @Property
    void encode_ofDecode_givesTheSameBytes(@ForAll long seed) {
        byte[] file = file(AnySidecar.of(seed));
        assertArrayEquals(file, file(Samples.CODEC.decode(file)));
    }

    @Property
    void verify_ofEncode_isValidExactlyIfAKeyIsActive(@ForAll long seed) {
        Sidecar sidecar = AnySidecar.of(seed);
        Verdict expected = sidecar.state().bootstrapped() ? Verdict.VALID : Verdict.ABSENT;
        assertEquals(expected, Samples.MAC.verify(file(sidecar), keys(sidecar)));
    }

    private static byte[] file(Sidecar sidecar) {
        return Samples.MAC.encode(sidecar, keys(sidecar));
    }

    private static MacKeys keys(Sidecar sidecar) {
        return new SampleKeys(sidecar.state().keys().keySet());
    }
}
