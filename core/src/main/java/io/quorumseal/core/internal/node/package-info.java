/**
 * One node: its keys, key state, counts and limits, held together by {@code Node}, which every room above is handed.
 * Start with it.
 */
@NullMarked
package io.quorumseal.core.internal.node;

import org.jspecify.annotations.NullMarked;
