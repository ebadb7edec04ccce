/**
 * What a flight recording of the JDK is told. The module {@code jdk.jfr} need not be there. Start with {@code Flight};
 * {@code FlightEvents} has the events.
 */
@NullMarked
package io.quorumseal.core.internal.flight;

import org.jspecify.annotations.NullMarked;
