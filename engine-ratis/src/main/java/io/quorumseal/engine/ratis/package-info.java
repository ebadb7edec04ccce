/** QuorumSeal in Apache Ratis. */
@NullMarked
package io.quorumseal.engine.ratis;

import org.jspecify.annotations.NullMarked;
