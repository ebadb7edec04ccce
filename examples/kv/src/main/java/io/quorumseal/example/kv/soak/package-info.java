/**
 * The long run: three nodes under load that are killed, paused and told to hand over leadership while they go from
 * cleartext to ciphertext and rotate their keys. What writers and readers saw is checked for linearizability.
 */
@NullMarked
package io.quorumseal.example.kv.soak;

import org.jspecify.annotations.NullMarked;
