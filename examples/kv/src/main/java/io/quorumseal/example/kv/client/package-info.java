/**
 * What an application uses: {@link io.quorumseal.example.kv.client.Client} writes and reads, whatever engine the nodes run on.
 * {@code Put} is how a write looks on its way to a node, and {@code Peer} how nodes are named. {@code Caller} is for who has to
 * know what became of each single request.
 */
@NullMarked
package io.quorumseal.example.kv.client;

import org.jspecify.annotations.NullMarked;
