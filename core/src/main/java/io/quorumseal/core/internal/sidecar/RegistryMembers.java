package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import java.util.SortedMap;
import java.util.TreeMap;

/** The writer registry: under each DEK's id the nodes' full ids, both in decimal. */
final class RegistryMembers {
    private RegistryMembers() {}

    static SortedMap<Row, Writer> read(Members all) {
        SortedMap<Row, Writer> registry = new TreeMap<>();
        for (String dek : all.names()) {
            Members nodes = all.object(dek);
            nodes.names().forEach(node -> add(Numbers.keyId(dek), nodeId(node), nodes.object(node), registry));
        }
        return registry;
    }

    private static void add(DekId dek, NodeId node, Members row, SortedMap<Row, Writer> registry) {
        LocalEpoch first = Numbers.epoch(row, "first");
        LocalEpoch last = Numbers.epoch(row, "last");
        if (first.compareTo(last) > 0) {
            throw Damage.of("a registry row of key " + dek + " ends before it begins");
        }
        if (registry.put(new Row(dek, node.low16()), new Writer(node, first, last)) != null) {
            throw Damage.of("two nodes share a registry row of key " + dek);
        }
    }

    private static NodeId nodeId(String name) {
        try {
            NodeId node = new NodeId(Long.parseUnsignedLong(name));
            if (node.toString().equals(name)) {
                return node;
            }
        } catch (NumberFormatException damage) {
            throw Damage.of("node id \"" + name + "\" is not a decimal number of 64 bits", damage);
        }
        throw Damage.of("node id \"" + name + "\" is not spelled as a plain decimal number");
    }

    static JsonValue write(SortedMap<Row, Writer> registry) {
        SortedMap<DekId, ObjectBuilder> nodes = new TreeMap<>();
        registry.forEach((row, writer) -> nodes.computeIfAbsent(row.dek(), dek -> new ObjectBuilder())
                .put(writer.node().toString(), write(writer)));
        ObjectBuilder all = new ObjectBuilder();
        nodes.forEach((dek, rows) -> all.put(dek.toString(), rows.build()));
        return all.build();
    }

    private static JsonValue write(Writer writer) {
        return new ObjectBuilder()
                .number("first", writer.first().value())
                .number("last", writer.last().value())
                .build();
    }
}
