/**
 * An encrypted, replicated key-value store on Ratis and RocksDB.
 *
 * <p>A vendor reads the package {@code store}, which is the whole integration, and may stop there. {@code node}
 * makes a process of it and {@code client} talks to it; {@code backup} is for backups, and {@code files} has helpers. {@code demo} runs three nodes, kills
 * them and reads their disks; {@code soak} does so for longer, and checks what clients saw.
 */
@NullMarked
package io.quorumseal.example.kv;

import org.jspecify.annotations.NullMarked;
