/**
 * An encrypted, replicated key-value store on Ratis and RocksDB.
 *
 * <p>A vendor reads the package {@code store}, which is all of the integration, and may leave it at that. {@code node}
 * makes a process of it and {@code client} talks to it; {@code files} are helpers. {@code demo} runs three nodes, kills
 * them and reads their disks; {@code soak} does so for long, and checks what clients saw.
 */
@NullMarked
package io.quorumseal.example.kv;

import org.jspecify.annotations.NullMarked;
