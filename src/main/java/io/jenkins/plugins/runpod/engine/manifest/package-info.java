/** The text of a manifest to a checked Pod: what kubectl takes is taken, what kubectl refuses is refused. Pure. */
package io.jenkins.plugins.runpod.engine.manifest;
