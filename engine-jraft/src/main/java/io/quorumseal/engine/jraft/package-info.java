/**
 * Hosts QuorumSeal in SOFAJRaft, around any vendor's state machine.
 *
 * <p>Start with {@link io.quorumseal.engine.jraft.JRaftEngine}, which a vendor builds before the runtime and the nodes,
 * with {@link io.quorumseal.engine.jraft.SealedGroup}, through which a vendor proposes, and with
 * {@code SealedStateMachine}, which sits between JRaft and the vendor's state machine.
 */
@NullMarked
package io.quorumseal.engine.jraft;

import org.jspecify.annotations.NullMarked;
