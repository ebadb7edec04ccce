package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState.Group;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the groups' logs have done. Half of the control group's record stands in the reference's members. */
final class GroupMembers {
    private final GroupId control;

    GroupMembers(GroupId control) {
        this.control = control;
    }

    SortedMap<GroupId, Group> read(Members all, Group controlSoFar) {
        SortedMap<GroupId, Group> groups = new TreeMap<>();
        if (!controlSoFar.equals(Group.NEW)) {
            groups.put(control, controlSoFar);
        }
        for (String name : all.names()) {
            GroupId id = id(name);
            Members group = all.object(name);
            groups.put(id, id.equals(control) ? control(id, group, controlSoFar) : other(id, group));
        }
        return groups;
    }

    static GroupId id(String name) {
        if (name.isEmpty() || name.length() > GroupId.MAX_LENGTH) {
            throw Damage.of("a group's name has " + name.length() + " characters");
        }
        return new GroupId(name);
    }

    private static Group control(GroupId id, Members group, Group soFar) {
        return new Group(
                group.text("log"),
                generation(group),
                soFar.cutover(),
                group.flag("undecided"),
                soFar.applied(),
                Numbers.index(group, "registered"),
                AuditMembers.read(id, group.object("audit")));
    }

    private static Group other(GroupId id, Members group) {
        return new Group(
                group.text("log"),
                generation(group),
                Numbers.optionalIndex(group, "cutover"),
                group.flag("undecided"),
                Numbers.index(group, "applied"),
                Numbers.index(group, "registered"),
                AuditMembers.read(id, group.object("audit")));
    }

    /** Not there in the first log of an identity. */
    private static int generation(Members group) {
        return (int) group.number("generation", Integer.MAX_VALUE);
    }

    JsonValue write(SortedMap<GroupId, Group> groups) {
        ObjectBuilder all = new ObjectBuilder();
        groups.forEach((id, group) -> all.put(id.name(), write(id, group)));
        return all.build();
    }

    private JsonValue write(GroupId id, Group group) {
        ObjectBuilder members = new ObjectBuilder()
                .text("log", group.log())
                .put("undecided", JsonValue.Word.of(group.undecided()))
                .number("registered", group.registered());
        if (group.generation() > 0) {
            members.number("generation", group.generation());
        }
        if (!id.equals(control)) {
            members.number("applied", group.applied());
            group.cutover().ifPresent(index -> members.number("cutover", index));
        }
        if (group.audit().count() > 0) {
            members.put("audit", AuditMembers.write(group.audit()));
        }
        return members.build();
    }
}
