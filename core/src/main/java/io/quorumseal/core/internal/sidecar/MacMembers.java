package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekId;
import java.util.Optional;
import java.util.regex.Pattern;

/** The MAC in the file: its value, and the one secret that its key is derived from. */
final class MacMembers {
    private static final Pattern VALUE = Pattern.compile("[0-9a-f]{64}");

    private MacMembers() {}

    static MacTag read(Members mac) {
        Optional<DekId> dek = Numbers.optionalId(mac, "dek");
        Optional<String> secret = mac.optionalText("secret");
        if (dek.isPresent() == secret.isPresent()) {
            throw Damage.of("its MAC does not name exactly one of dek and secret");
        }
        return new MacTag(source(dek, secret), value(mac.text("value")));
    }

    private static MacSource source(Optional<DekId> dek, Optional<String> secret) {
        return dek.<MacSource>map(MacSource.Dek::new).orElseGet(() -> new MacSource.Secret(secret.orElseThrow()));
    }

    private static String value(String text) {
        if (!VALUE.matcher(text).matches()) {
            throw Damage.of("its MAC is not 64 hex digits in lower case");
        }
        return text;
    }

    static JsonValue write(MacTag tag) {
        ObjectBuilder mac = new ObjectBuilder().text("value", tag.value());
        if (tag.source() instanceof MacSource.Dek dek) {
            return mac.number("dek", dek.id().value()).build();
        }
        return mac.text("secret", ((MacSource.Secret) tag.source()).name()).build();
    }
}
