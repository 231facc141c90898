package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;

/** The server has broken the protocol, or says that we have. */
final class Http2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int FLOW_CONTROL_ERROR = 3;
    static final int FRAME_SIZE_ERROR = 6;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int COMPRESSION_ERROR = 9;

    private final int code;

    /** @param code of RFC 9113, section 7 */
    Http2Exception(int code, String message) {
        super("HTTP/2: " + message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
