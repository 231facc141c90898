/** The engine inside Jenkins: its threads, its connections, the files of a build, and its counters. */
package io.jenkins.plugins.runpod.runtime;
