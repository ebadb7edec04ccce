/** The cases of the contract of stores of values. */
@NullMarked
package io.quorumseal.testkit.internal.store;

import org.jspecify.annotations.NullMarked;
