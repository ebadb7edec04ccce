/** The contract of engines: {@code EngineScene} runs a case, {@code Between} stands between engine and runtime. */
@NullMarked
package io.quorumseal.testkit.internal.engine;

import org.jspecify.annotations.NullMarked;
