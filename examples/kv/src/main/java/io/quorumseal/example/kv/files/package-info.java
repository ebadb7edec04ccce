/**
 * Folders, and the snapshots that Ratis keeps in folders. Nothing here has to do with encryption: the file of the key
 * state in a snapshot is the engine's.
 */
@NullMarked
package io.quorumseal.example.kv.files;

import org.jspecify.annotations.NullMarked;
