/**
 * What makes a node a member of its cluster: the registrations of this opening, joining, and key state from other
 * members. Start with {@code Membership}, then read {@code Importer}.
 */
@NullMarked
package io.quorumseal.core.internal.member;

import org.jspecify.annotations.NullMarked;
