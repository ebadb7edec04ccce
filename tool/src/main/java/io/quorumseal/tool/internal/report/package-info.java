/**
 * What is told, as a tree of words and numbers that is the same for people, programs and the status page. Start with {@code Report};
 * {@code StatusReport} makes one of a node's status.
 */
@NullMarked
package io.quorumseal.tool.internal.report;

import org.jspecify.annotations.NullMarked;
