/**
 * The operator's commands: what changes key state and shows it, for vendors to build into a tool of their own, and
 * {@code doctor}, which explains a node's key file offline.
 *
 * <p>Start with {@link io.quorumseal.tool.OperatorTool} and {@link io.quorumseal.tool.NodeAccess}.
 */
@NullMarked
package io.quorumseal.tool;

import org.jspecify.annotations.NullMarked;
