package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.SortedMap;

/** One key of the file: purpose, wrapped bytes, time, and this node's epoch. How it seals stands elsewhere. */
final class KeyMembers {
    private static final int LAST_YEAR = 9_999;

    private KeyMembers() {}

    static KeyState.Key read(DekId id, Members key, SortedMap<DekId, DekCipher> ciphers, long wrapIndex) {
        Purpose purpose = purpose(id, key);
        byte[] wrapped = wrapped(key.text("wrapped"));
        Instant created = created(key.text("created"));
        DekCipher cipher = ciphers.getOrDefault(id, DekCipher.SUITE_1);
        LocalEpoch epoch = Numbers.epoch(key, "local_epoch");
        return new KeyState.Key(purpose, new WrappedDek(id, wrapped), cipher, created, epoch, wrapIndex);
    }

    private static Purpose purpose(DekId id, Members key) {
        String word = key.text("purpose");
        return Purpose.ofDeks().stream()
                .filter(purpose -> purpose.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Damage.of(
                        Defect.SIDECAR_PURPOSE, "key " + id + " has the purpose \"" + word + "\", which is not known"));
    }

    /** Decodes one spelling only: the decoder alone would take missing padding and stray bits. */
    private static byte[] wrapped(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0
                    && bytes.length <= Limits.WRAPPED_BYTES
                    && base64(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException damage) {
            throw Damage.of("wrapped bytes are not base64", damage);
        }
        throw Damage.of("wrapped bytes are not base64 of 1 to " + Limits.WRAPPED_BYTES + " bytes");
    }

    private static Instant created(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
            }
        } catch (DateTimeException damage) {
            throw Damage.of("a creation time is not of RFC 3339", damage);
        }
        throw Damage.of("a creation time is not in the years 0 to " + LAST_YEAR);
    }

    static JsonValue write(KeyState.Key key) {
        return new ObjectBuilder()
                .text("purpose", key.purpose().word())
                .text("wrapped", base64(key.dek().wrapped()))
                .text("created", key.created().toString())
                .number("local_epoch", key.epoch().value())
                .build();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
