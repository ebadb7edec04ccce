/**
 * Runs three nodes, switches encryption on under load, kills nodes, and reads their disks. Nothing here is needed to
 * use the store.
 */
@NullMarked
package io.quorumseal.example.kv.demo;

import org.jspecify.annotations.NullMarked;
