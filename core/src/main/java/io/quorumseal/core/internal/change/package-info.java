/**
 * Changes of key state: an operator's, a policy's, and this opening's registration, made by whoever leads. Start with
 * {@code RemoteAdmin} for the path of a command, and with {@code Registrar} for registration.
 */
@NullMarked
package io.quorumseal.core.internal.change;

import org.jspecify.annotations.NullMarked;
