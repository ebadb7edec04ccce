package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Knows the MAC keys of some DEKs, each made from the DEK's id and the context. */
record SampleKeys(Set<DekId> known) implements MacKeys {

    @Override
    public Optional<byte[]> macKey(MacSource source, byte[] info) {
        return source instanceof MacSource.Dek dek && known.contains(dek.id())
                ? Optional.of(derive(dek.id().toString(), info))
                : Optional.empty();
    }

    static byte[] derive(String secret, byte[] info) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(info);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
