/** Model families as data: weight names, shapes, and the resolved configuration of one model. */
@NullMarked
package dev.sundog.model.architecture;

import org.jspecify.annotations.NullMarked;
