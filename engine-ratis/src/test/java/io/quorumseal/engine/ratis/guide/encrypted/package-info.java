/** The same server with QuorumSeal. */
@NullMarked
package io.quorumseal.engine.ratis.guide.encrypted;

import org.jspecify.annotations.NullMarked;
