/**
 * Where a state machine that cannot be changed writes its snapshots in clear, until an engine has sealed them: for those who host
 * QuorumSeal in a Raft engine. A store names the directory to its engine and needs nothing of this.
 *
 * <p>Start with {@link io.quorumseal.core.workspace.WorkspacePlace}.
 */
@NullMarked
package io.quorumseal.core.workspace;

import org.jspecify.annotations.NullMarked;
