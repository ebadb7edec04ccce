package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.format.CipherFormat;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How DEKs of another suite than 1 seal, live ones and kept ones, under their ids. With one of them the file has a version
 * that the reference refuses: it would take the DEK for one of its own, and seal by suite 1.
 */
final class CipherMembers {
    private static final int BYTE_MAX = 255;

    private CipherMembers() {}

    static SortedMap<DekId, DekCipher> of(Sidecar sidecar) {
        SortedMap<DekId, DekCipher> ciphers = new TreeMap<>();
        collect(sidecar.state().keys(), ciphers);
        collect(sidecar.local().kept(), ciphers);
        return ciphers;
    }

    private static void collect(SortedMap<DekId, KeyState.Key> keys, SortedMap<DekId, DekCipher> into) {
        keys.forEach((id, key) -> {
            if (!key.cipher().isSuite1()) {
                into.put(id, key.cipher());
            }
        });
    }

    static JsonValue write(SortedMap<DekId, DekCipher> ciphers) {
        ObjectBuilder all = new ObjectBuilder();
        ciphers.forEach((id, cipher) -> all.put(id.toString(), write(cipher)));
        return all.build();
    }

    private static JsonValue write(DekCipher cipher) {
        return new ObjectBuilder()
                .number("suite", cipher.suite())
                .number("binds", cipher.binds())
                .text("commitment", HexFormat.of().formatHex(cipher.commitment()))
                .build();
    }

    /** Reads them; with the file's version they have to fit each other. */
    static SortedMap<DekId, DekCipher> read(long version, Members all) {
        SortedMap<DekId, DekCipher> ciphers = new TreeMap<>();
        all.names().forEach(name -> ciphers.put(Numbers.keyId(name), read(all.object(name))));
        if (version == ReferenceMembers.VERSION_WITH_CIPHERS && ciphers.isEmpty()) {
            throw Damage.of(
                    Defect.SIDECAR_VERSION,
                    "its version is " + version + ", which is for keys of another suite than 1, and it says of none"
                            + " that it is");
        }
        if (version != ReferenceMembers.VERSION_WITH_CIPHERS && !ciphers.isEmpty()) {
            throw Damage.of("its version is " + version + ", and it has keys of another suite than 1");
        }
        return ciphers;
    }

    private static DekCipher read(Members cipher) {
        int suite = (int) cipher.number("suite", BYTE_MAX);
        int binds = (int) cipher.number("binds", BYTE_MAX);
        return new DekCipher(suite, binds, commitment(cipher.text("commitment")));
    }

    /** Decodes one spelling only. */
    private static byte[] commitment(String text) {
        try {
            byte[] bytes = HexFormat.of().parseHex(text);
            if (HexFormat.of().formatHex(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException damage) {
            throw Damage.of("a commitment is not hexadecimal", damage);
        }
        throw Damage.of("a commitment is not in lower case");
    }

    /** Refuses what no key of the file can be, and what no key of the file is. */
    static void check(SortedMap<DekId, DekCipher> said, Sidecar sidecar) {
        if (!said.equals(of(sidecar))) {
            throw Damage.of("it says how a key seals that it does not have, or that one is of suite 1");
        }
        sidecar.state().keys().values().forEach(CipherMembers::check);
        sidecar.local().kept().values().forEach(CipherMembers::check);
    }

    private static void check(KeyState.Key key) {
        CipherFormat.defect(key.dek().id(), key.purpose(), key.cipher()).ifPresent(defect -> {
            throw Damage.of(defect);
        });
    }
}
