/** An encrypted, replicated key-value store. */
@NullMarked
package io.quorumseal.example.kv;

import org.jspecify.annotations.NullMarked;
