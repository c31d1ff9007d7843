/** Chat messages and the templates that turn them into prompts. */
@NullMarked
package dev.sundog.model.chat;

import org.jspecify.annotations.NullMarked;
