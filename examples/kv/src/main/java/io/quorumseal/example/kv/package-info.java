/**
 * An encrypted, replicated key-value store on a Raft library and RocksDB.
 *
 * <p>A vendor reads the package {@code store}, and the one of the Raft library, such as {@code ratis}: together they are the
 * whole integration, and one may stop there. {@code engine} chooses the library. {@code node} makes a process of the store and
 * {@code client} talks to it; {@code backup} is for backups, and {@code files} has helpers. {@code demo} runs three nodes, kills
 * them and reads their disks; {@code soak} does so for longer, and checks what clients saw.
 */
@NullMarked
package io.quorumseal.example.kv;

import org.jspecify.annotations.NullMarked;
