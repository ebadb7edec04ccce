/**
 * What the packages above run on: the node's configuration, background threads, futures, and waits that closing ends.
 * Start with {@code Config}; a test steps {@code Background} by hand.
 */
@NullMarked
package io.quorumseal.core.internal.work;

import org.jspecify.annotations.NullMarked;
