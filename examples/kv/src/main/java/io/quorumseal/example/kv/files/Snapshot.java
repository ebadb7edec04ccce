package io.quorumseal.example.kv.files;

import java.nio.file.Path;

/**
 * A snapshot of a node's values.
 *
 * @param index the last entry in it
 * @param folder where it is
 */
public record Snapshot(long index, Path folder) {}
