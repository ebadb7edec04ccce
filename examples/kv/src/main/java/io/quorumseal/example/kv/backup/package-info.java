/**
 * What a database vendor adds for backups: one class, {@link io.quorumseal.example.kv.backup.Backups}, which seals a snapshot
 * while the store serves. {@code docs/operations.md} says how one is restored.
 */
@NullMarked
package io.quorumseal.example.kv.backup;

import org.jspecify.annotations.NullMarked;
