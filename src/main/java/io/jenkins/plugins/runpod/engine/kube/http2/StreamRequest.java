package io.jenkins.plugins.runpod.engine.kube.http2;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a stream.
 *
 * @param target path and query, beginning with a slash
 * @param headers names and values. Requests may share them.
 */
public record StreamRequest(
        String method, String target, List<Map.Entry<String, String>> headers, Optional<byte[]> body) {}
