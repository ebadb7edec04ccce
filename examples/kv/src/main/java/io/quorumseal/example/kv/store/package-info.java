/**
 * What a database vendor writes: a replicated key-value store, Ratis for the log and RocksDB for the values, encrypted
 * by QuorumSeal.
 *
 * <p>Read {@link io.quorumseal.example.kv.store.KvServer} first: the order in which engine, store, runtime and server
 * are opened. Then {@link io.quorumseal.example.kv.store.KvStateMachine}: where values are sealed and opened.
 * {@code KvValues} is what rewriting old values needs of a store. The rest, {@code KvStore} and {@code Raft}, is as it
 * would be without QuorumSeal, except for the state bit beside each stored value.
 */
@NullMarked
package io.quorumseal.example.kv.store;

import org.jspecify.annotations.NullMarked;
