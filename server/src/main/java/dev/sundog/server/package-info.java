/**
 * Models over HTTP: OpenAI's interface in front of the batch schedulers of {@code inference.batch},
 * metrics for Prometheus, and the files of a web page.
 */
@NullMarked
package dev.sundog.server;

import org.jspecify.annotations.NullMarked;
