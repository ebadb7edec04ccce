/**
 * A proxy between a client and its real server, that disturbs what it is told to disturb.
 *
 * <p>Read {@link io.quorumseal.testkit.proxy.FaultProxy} first, then {@link io.quorumseal.testkit.proxy.Fault}.
 */
@NullMarked
package io.quorumseal.testkit.proxy;

import org.jspecify.annotations.NullMarked;
