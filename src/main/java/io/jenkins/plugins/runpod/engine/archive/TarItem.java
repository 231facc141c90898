package io.jenkins.plugins.runpod.engine.archive;

/**
 * One entry of a tar file, with the extensions before its header applied.
 *
 * @param header name, type and size, as far as no extension replaced them
 * @param offset where its content begins in the file
 * @param sparse whether its content has holes, so that it is not what it seems
 */
record TarItem(TarHeader header, long offset, boolean sparse) {}
