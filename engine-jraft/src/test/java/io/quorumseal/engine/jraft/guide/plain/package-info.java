/** A counter in SOFAJRaft as it is. */
@NullMarked
package io.quorumseal.engine.jraft.guide.plain;

import org.jspecify.annotations.NullMarked;
