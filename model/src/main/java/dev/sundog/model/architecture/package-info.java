/**
 * Model families as data: weight names, shapes, and the resolved configuration of one model. A
 * family is a JSON resource of this package ({@link
 * dev.sundog.model.architecture.ArchitectureDescription}), never a class; {@link
 * dev.sundog.model.architecture.ConfigurationReader} resolves a {@code config.json} by it.
 */
@NullMarked
package dev.sundog.model.architecture;

import org.jspecify.annotations.NullMarked;
