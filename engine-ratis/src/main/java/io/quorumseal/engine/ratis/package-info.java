/**
 * Hosts QuorumSeal in Apache Ratis, around any vendor's state machine.
 *
 * <p>Start with {@link io.quorumseal.engine.ratis.RatisEngine}, which a vendor builds before the runtime and the
 * server, and with {@code SealedStateMachine}, which sits between Ratis and the vendor's state machine.
 */
@NullMarked
package io.quorumseal.engine.ratis;

import org.jspecify.annotations.NullMarked;
