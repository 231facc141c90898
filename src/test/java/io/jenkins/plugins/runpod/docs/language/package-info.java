/** Holds what can be counted of the language: documents, help, messages, lines of the log, Javadoc. */
package io.jenkins.plugins.runpod.docs.language;
