/**
 * Folders, and the snapshots that Ratis keeps in folders. Nothing here concerns encryption: the engine handles the key
 * state's file in a snapshot.
 */
@NullMarked
package io.quorumseal.example.kv.files;

import org.jspecify.annotations.NullMarked;
