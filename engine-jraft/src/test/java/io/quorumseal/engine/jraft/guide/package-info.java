/** What the guide shows of SOFAJRaft. */
@NullMarked
package io.quorumseal.engine.jraft.guide;

import org.jspecify.annotations.NullMarked;
