/**
 * Documents handed in over HTTP: uploads that go to disk while they arrive, a bounded number of
 * jobs that read them, and their answers in the shape of Upstage's Document Parse.
 */
@NullMarked
package dev.sundog.server.document;

import org.jspecify.annotations.NullMarked;
