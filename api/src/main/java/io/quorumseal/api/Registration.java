package io.quorumseal.api;

/**
 * Says that a node seals, or is about to seal, under a DEK in one of its openings.
 *
 * @param dek the DEK
 * @param node the node
 * @param epoch the node's opening number
 */
public record Registration(DekId dek, NodeId node, LocalEpoch epoch) {}
