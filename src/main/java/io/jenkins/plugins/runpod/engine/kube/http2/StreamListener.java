package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What becomes of a stream. Called by one thread at a time, most often by the I/O thread, which must not wait. The last call is one of
 * {@link #ended}, {@link #failed} and {@link #notSpoken}. A stream that was cancelled may have no last call.
 */
public interface StreamListener {
    /** It was sent over a connection that is watched over. Its death is noticed within half a minute, whatever the stream says. */
    void sent(Http2Stream stream);

    /** The head of the answer. */
    void answered(int status, Optional<String> retryAfter);

    /** The next part of the answer's body, to keep. {@link Http2Stream#consumed} gives its place in the window back. */
    void received(ByteBuffer part);

    /** The answer is whole. */
    void ended();

    /**
     * The answer does not come, or not all of it.
     *
     * @param unsent whether the server has certainly not acted on the request
     */
    void failed(IOException why, boolean unsent);

    /** Nothing was sent: the server does not speak HTTP/2. */
    void notSpoken();
}
