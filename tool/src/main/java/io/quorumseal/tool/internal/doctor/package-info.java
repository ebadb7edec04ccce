/**
 * What {@code doctor} looks at in a node's files while no node runs. Start with {@code Examination}.
 */
@NullMarked
package io.quorumseal.tool.internal.doctor;

import org.jspecify.annotations.NullMarked;
