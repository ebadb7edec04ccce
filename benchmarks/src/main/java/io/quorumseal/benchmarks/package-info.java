/** JMH benchmarks. */
@NullMarked
package io.quorumseal.benchmarks;

import org.jspecify.annotations.NullMarked;
