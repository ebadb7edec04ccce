package io.quorumseal.core.internal.sidecar;

import java.util.SortedMap;
import java.util.TreeMap;

/** The folders of sealed files: path to whether files in clear are refused there. */
final class FolderMembers {
    static final String MEMBER = "folders";

    private FolderMembers() {}

    static SortedMap<String, Boolean> read(Members all) {
        SortedMap<String, Boolean> folders = new TreeMap<>();
        all.names().forEach(path -> folders.put(path, all.flag(path)));
        return folders;
    }

    static JsonValue write(SortedMap<String, Boolean> folders) {
        ObjectBuilder all = new ObjectBuilder();
        folders.forEach((path, refused) -> all.put(path, JsonValue.Word.of(refused)));
        return all.build();
    }
}
