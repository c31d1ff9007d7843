/**
 * An interpreter of the part of Jinja that chat templates are written in, with Python's values and
 * texts.
 *
 * <p>A template is read by {@link dev.sundog.model.chat.jinja.Lexer} and {@link
 * dev.sundog.model.chat.jinja.TemplateParser} into {@link dev.sundog.model.chat.jinja.Statement}
 * and {@link dev.sundog.model.chat.jinja.Expression} trees, which {@link
 * dev.sundog.model.chat.jinja.Interpreter} walks. It behaves as Hugging Face's environment does: an
 * immutable sandbox with {@code trim_blocks}, {@code lstrip_blocks} and loop controls. Steps,
 * output and depth are bounded; nothing of Java is reachable from a template.
 *
 * <p><b>Source:</b> Jinja's documentation, "Template Designer Documentation" (3.1); Python 3's
 * library reference for the methods and texts of its types.
 */
@NullMarked
package dev.sundog.model.chat.jinja;

import org.jspecify.annotations.NullMarked;
