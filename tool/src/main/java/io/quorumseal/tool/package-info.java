/**
 * The operator's commands, which change and show key state, for vendors to build into their own tool; a node's status page; and
 * {@code doctor}, which explains a node's key file offline.
 *
 * <p>Start with {@link io.quorumseal.tool.OperatorTool} and {@link io.quorumseal.tool.NodeAccess}, or with
 * {@link io.quorumseal.tool.StatusPage}.
 */
@NullMarked
package io.quorumseal.tool;

import org.jspecify.annotations.NullMarked;
