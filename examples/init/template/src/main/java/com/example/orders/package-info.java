/**
 * A replicated map, encrypted by QuorumSeal: read {@link com.example.orders.Node} first, then
 * {@link com.example.orders.OrdersMachine}, where values are sealed and opened.
 */
package com.example.orders;
