package io.jenkins.plugins.runpod.engine.kube.http2;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a stream.
 *
 * @param target path and query, beginning with a slash
 * @param headers names and values. Requests may share them.
 * @param window how many bytes of the answer the server may send at first before the listener has consumed any. At least
 *     {@link Http2Stream#WINDOW}
 */
public record StreamRequest(
        String method, String target, List<Map.Entry<String, String>> headers, Optional<byte[]> body, int window) {}
