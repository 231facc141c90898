package io.jenkins.plugins.runpod.engine.kube.client;

import java.time.Duration;

/**
 * How long streams last.
 *
 * @param watch the server is asked to end a watch after this time, and up to 80% more, so that not all end at once
 * @param watchSilence a watch that says nothing for so long is opened again; a server sends bookmarks every minute
 * @param logSilence a followed log over HTTP/1.1 that says nothing for so long is ended as failed, because its connection may be dead
 * @param shortestPause before something that failed is tried again; doubled each time
 * @param longestPause
 */
record StreamTiming(
        Duration watch, Duration watchSilence, Duration logSilence, Duration shortestPause, Duration longestPause) {

    static final StreamTiming DEFAULT = new StreamTiming(
            Duration.ofMinutes(5),
            Duration.ofSeconds(150),
            Duration.ofMinutes(15),
            Duration.ofMillis(500),
            Duration.ofSeconds(30));
}
