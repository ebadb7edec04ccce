package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.GroupId;
import java.util.SortedSet;
import java.util.TreeSet;

/** The groups whose cutover was not met in their log on this node. */
final class Unmet {
    static final String MEMBER = "unmet";

    private Unmet() {}

    static SortedSet<GroupId> read(Members ours) {
        SortedSet<GroupId> unmet = new TreeSet<>();
        for (JsonValue name : ours.array(MEMBER)) {
            GroupId group = GroupMembers.id(text(name));
            if (!unmet.isEmpty() && unmet.last().compareTo(group) >= 0) {
                throw Damage.of("the groups of " + MEMBER + " do not stand in ascending order");
            }
            unmet.add(group);
        }
        return unmet;
    }

    private static String text(JsonValue name) {
        if (name instanceof JsonValue.Str text) {
            return text.text();
        }
        throw Damage.of("a list of groups holds something else");
    }

    static JsonValue write(SortedSet<GroupId> unmet) {
        return new JsonValue.Arr(unmet.stream()
                .<JsonValue>map(group -> new JsonValue.Str(group.name()))
                .toList());
    }
}
