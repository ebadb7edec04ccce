/**
 * What a database vendor writes: a replicated key-value store, RocksDB for the values, encrypted by QuorumSeal. Which Raft
 * library brings the log is said elsewhere.
 *
 * <p>Read {@link io.quorumseal.example.kv.store.KvServer} first: the order in which engine, store, runtime and server
 * are opened. Then {@link io.quorumseal.example.kv.store.KvReplica}: where values are sealed and opened.
 * {@code KvValues} is what rewriting old values needs of a store, and {@code RaftHost} what the store needs of a Raft library.
 * {@code KvStore} is as it would be without QuorumSeal, except for the state bit beside each stored value.
 */
@NullMarked
package io.quorumseal.example.kv.store;

import org.jspecify.annotations.NullMarked;
