package io.jenkins.plugins.runpod.engine.log;

import java.time.Instant;
import java.util.Optional;

/** One container's log of one pod. */
public interface LogSource {
    /**
     * Asks for the log with time stamps. Returns at once; the receiver is called from I/O or pool threads, never
     * concurrently.
     *
     * @param sinceTime only lines from this moment on; the server cuts it to whole seconds
     * @param follow whether the stream stays open while the container runs
     */
    LogStream open(Optional<Instant> sinceTime, boolean follow, LogReceiver receiver);
}
