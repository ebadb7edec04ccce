/**
 * The status page: who may see it, what is answered to each path, and how it looks. Start with {@code PageHandler}, and with
 * {@code Page} for what people see.
 */
@NullMarked
package io.quorumseal.tool.internal.page;

import org.jspecify.annotations.NullMarked;
