/** The same counter, encrypted. */
@NullMarked
package io.quorumseal.engine.jraft.guide.encrypted;

import org.jspecify.annotations.NullMarked;
