/** The engine inside Jenkins: its threads, its connections, the files of a build, and what it counts. */
package io.jenkins.plugins.runpod.runtime;
