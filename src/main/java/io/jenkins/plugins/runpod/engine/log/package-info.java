/** Container logs, each line once: cursors, framing of lines, and the media that lines are written to. */
package io.jenkins.plugins.runpod.engine.log;
