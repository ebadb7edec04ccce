/**
 * One node: its keys, key state, counts and limits, held together by {@code Node}, which every package above
 * is given. Start with it.
 */
@NullMarked
package io.quorumseal.core.internal.node;

import org.jspecify.annotations.NullMarked;
