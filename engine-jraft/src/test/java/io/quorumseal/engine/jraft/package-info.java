/** Tests on real nodes of JRaft in one process. */
@NullMarked
package io.quorumseal.engine.jraft;

import org.jspecify.annotations.NullMarked;
