/**
 * What others supply: the KEK, the cipher, the engine, the sidecar's storage, and the hook that installs a wrap.
 *
 * <p>A provider's author reads {@link io.quorumseal.api.spi.KekProvider}; whoever hosts QuorumSeal in a Raft engine
 * reads {@link io.quorumseal.api.spi.Engine}.
 */
@NullMarked
package io.quorumseal.api.spi;

import org.jspecify.annotations.NullMarked;
