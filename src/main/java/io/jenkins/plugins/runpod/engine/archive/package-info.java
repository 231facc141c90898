/** Folder trees to tar files and back, also from untrusted ones, and the patterns that select files. Blocking, without threads. */
package io.jenkins.plugins.runpod.engine.archive;
