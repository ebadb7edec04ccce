package io.quorumseal.core.internal.sidecar;

/** Names a member of the file by its path, as RFC 6901 (JSON Pointer) does. */
final class Pointer {
    static final String ROOT = "";

    private Pointer() {}

    static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static String parent(String pointer) {
        return pointer.substring(0, lastSlash(pointer));
    }

    static String name(String pointer) {
        return pointer.substring(lastSlash(pointer) + 1).replace("~1", "/").replace("~0", "~");
    }

    private static int lastSlash(String pointer) {
        int slash = pointer.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("unknown members are named by JSON Pointers, found " + pointer);
        }
        return slash;
    }
}
