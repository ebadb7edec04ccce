/**
 * The store on Apache Ratis.
 *
 * <p>Read {@link io.quorumseal.example.kv.ratis.RatisHost} first: how engine and server are made. Then {@code KvStateMachine},
 * which is what it would be without QuorumSeal. {@code Raft}, {@code KvGroup} and {@code Snapshots} set Ratis up; {@code
 * RatisClient} and {@code RatisCaller} talk to it.
 */
@NullMarked
package io.quorumseal.example.kv.ratis;

import org.jspecify.annotations.NullMarked;
