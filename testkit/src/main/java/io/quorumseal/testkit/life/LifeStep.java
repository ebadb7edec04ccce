package io.quorumseal.testkit.life;

import java.util.function.Consumer;

/**
 * One kind of thing that happens in a life.
 *
 * @param name what the coverage calls it
 * @param weight how often it is drawn, among the others
 */
record LifeStep(String name, int weight, Consumer<RandomLife> action) {}
