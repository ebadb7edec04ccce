/** The code of the documents: each Java block of README and docs stands in one of these files, or in an example. */
@NullMarked
package io.quorumseal.testkit.guide;

import org.jspecify.annotations.NullMarked;
