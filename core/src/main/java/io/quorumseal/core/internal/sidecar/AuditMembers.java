package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A group's audit trail in the key file: how many records there were, and the latest as bytes in base64. */
final class AuditMembers {
    private AuditMembers() {}

    static AuditTrail read(GroupId group, Members members) {
        List<AuditRecord> recent = new ArrayList<>();
        members.array("recent").forEach(record -> recent.add(record(record)));
        AuditTrail trail = new AuditTrail(Numbers.index(members, "count"), recent);
        Optional<String> defect = AuditFormat.defect(group, trail);
        if (defect.isPresent()) {
            throw Damage.of(defect.get());
        }
        return trail;
    }

    private static AuditRecord record(JsonValue value) {
        if (!(value instanceof JsonValue.Str string)) {
            throw Damage.of("an audit record is not a string");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(string.text());
            if (base64(bytes).equals(string.text())) {
                return AuditFormat.decode(bytes);
            }
        } catch (IllegalArgumentException | MalformedException damage) {
            throw Damage.of("an audit record cannot be read", damage);
        }
        throw Damage.of("an audit record is not spelled in base64");
    }

    static JsonValue write(AuditTrail trail) {
        List<JsonValue> recent = trail.recent().stream()
                .<JsonValue>map(record -> new JsonValue.Str(base64(AuditFormat.encode(record))))
                .toList();
        return new ObjectBuilder()
                .number("count", trail.count())
                .put("recent", new JsonValue.Arr(recent))
                .build();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
