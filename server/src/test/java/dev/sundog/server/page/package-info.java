/**
 * Tests of the web page in a real browser. {@link dev.sundog.server.page.ScriptedServer} serves the
 * page's files as the server does and answers with what a test wrote down, so that each test knows
 * every token and can stop between any two of them.
 */
@NullMarked
package dev.sundog.server.page;

import org.jspecify.annotations.NullMarked;
