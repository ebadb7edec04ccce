/**
 * An encrypted, replicated key-value store, written as a database vendor would write it: Ratis for the log, RocksDB for
 * the values, QuorumSeal for both.
 *
 * <p>Read {@link io.quorumseal.example.kv.Node} for what a process does at start-up and
 * {@link io.quorumseal.example.kv.KvStateMachine} for where values pass. The package {@code demo} runs three nodes,
 * kills them and reads their disks.
 */
@NullMarked
package io.quorumseal.example.kv;

import org.jspecify.annotations.NullMarked;
