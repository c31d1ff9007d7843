/**
 * From what a user types for a model to files on disk, fetched where need be.
 *
 * <p>The store, below {@code $SUNDOG_HOME}:
 *
 * <pre>
 * models/NAME/            a model's files, hard links to contents (copies where there are none);
 *                         manifest.json says source, commit and the SHA-256 of each file
 * models/.fetch-*         unfinished work of a process
 * blobs/sha256/ab/abcd…   contents, each once, read-only
 * partial/KEY.part        what has arrived of a file; KEY is its SHA-256, or git- and git's name
 * partial/KEY.etag        the server's tag of it, by which a changed file is noticed
 * partial/KEY.pending     contents that a fetch under way needs
 * tokenizers/…            tables made of large tokenizer files, made anew where they are missing
 * locks/…                 files that processes lock; what is in them means nothing
 * </pre>
 *
 * <p>A file becomes a content when its length and digest are right, by one atomic move; a folder
 * becomes a model when all its files are contents and its manifest is written, by another. {@code
 * locks/store} is held shared by whoever fetches or removes and alone by {@code gc}; a file's and a
 * model's lock by who writes it.
 */
@NullMarked
package dev.sundog.cli.store;

import org.jspecify.annotations.NullMarked;
