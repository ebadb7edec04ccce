/**
 * Which Raft library a cluster runs on: {@link io.quorumseal.example.kv.engine.KvEngine} names each, and is the only place that
 * knows more than one.
 */
@NullMarked
package io.quorumseal.example.kv.engine;

import org.jspecify.annotations.NullMarked;
