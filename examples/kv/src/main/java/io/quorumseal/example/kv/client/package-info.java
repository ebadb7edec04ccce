/**
 * What an application uses: {@link io.quorumseal.example.kv.client.Client} writes and reads over Ratis' client. {@code
 * Put} is how a write looks on its way to a node, and {@code KvGroup} how the nodes are named.
 */
@NullMarked
package io.quorumseal.example.kv.client;

import org.jspecify.annotations.NullMarked;
