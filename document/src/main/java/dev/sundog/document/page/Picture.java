package dev.sundog.document.page;

import dev.sundog.document.tree.Box;

/**
 * A picture or a drawing on the page.
 *
 * @param vector whether it is a group of drawn paths, not pixels
 */
public record Picture(Box box, boolean vector) {}
