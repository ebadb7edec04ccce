/**
 * Random lives of simulated clusters: what can happen, what can be wrong meanwhile, and what must hold. Start with {@code
 * LifeSteps} and {@code LifeFault}; a vendor runs a {@link io.quorumseal.testkit.Campaign}.
 */
@NullMarked
package io.quorumseal.testkit.life;

import org.jspecify.annotations.NullMarked;
