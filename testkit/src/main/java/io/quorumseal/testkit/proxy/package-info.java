/**
 * A proxy, between a client and its real server, that forwards a stream of bytes and injects faults on request.
 *
 * <p>Read {@link io.quorumseal.testkit.proxy.FaultProxy} first, then {@link io.quorumseal.testkit.proxy.Fault}: where
 * it listens, and what it does. {@link io.quorumseal.testkit.proxy.Dialect} says which bytes are a call; HTTP is one.
 * Inside, a {@code Relay} is a connection with its two directions, and a {@code ProxiedCall} is one call on its way.
 */
@NullMarked
package io.quorumseal.testkit.proxy;

import org.jspecify.annotations.NullMarked;
