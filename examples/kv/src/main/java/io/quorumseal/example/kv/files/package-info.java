/** Folders, and the snapshots that are in folders. Nothing here concerns encryption. */
@NullMarked
package io.quorumseal.example.kv.files;

import org.jspecify.annotations.NullMarked;
