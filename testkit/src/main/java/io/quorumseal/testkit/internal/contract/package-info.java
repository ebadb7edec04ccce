/** The cases of the provider contracts, and what runs them. */
@NullMarked
package io.quorumseal.testkit.internal.contract;

import org.jspecify.annotations.NullMarked;
