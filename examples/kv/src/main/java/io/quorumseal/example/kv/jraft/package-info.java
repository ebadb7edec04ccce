/**
 * The store on SOFAJRaft.
 *
 * <p>Read {@link io.quorumseal.example.kv.jraft.JRaftHost} first: how engine and server are made. Then {@code JRaftMachine},
 * which is what it would be without QuorumSeal. {@code Service} answers clients, whose side {@code JRaftClient} and {@code
 * JRaftCaller} are; between them go {@code Frame}s. {@code JRaftSetup} sets JRaft up.
 */
@NullMarked
package io.quorumseal.example.kv.jraft;

import org.jspecify.annotations.NullMarked;
