package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The last word of an exec: a Status object in the words of the container runtime, or of the API server that translates. */
final class FakeExecStatus {
    private FakeExecStatus() {}

    /** The program has ended by itself, or was killed (137). */
    static ObjectNode ofExit(int code, FakeExecOptions options, FakeExecProtocol protocol) {
        if (code == 0) {
            return FakeJson.object("metadata", FakeJson.object(), "status", "Success");
        }
        String why = protocol.isTranslated()
                ? "command terminated with exit code " + code
                : "error executing command %s, exit code %d".formatted(options.printed(), code);
        return FakeJson.object(
                "metadata",
                FakeJson.object(),
                "status",
                "Failure",
                "message",
                "command terminated with non-zero exit code: " + why,
                "reason",
                "NonZeroExitCode",
                "details",
                FakeJson.object(
                        "causes", List.of(FakeJson.object("reason", "ExitCode", "message", Integer.toString(code)))));
    }

    /** The program could not be run. */
    static ObjectNode of(ContainerRuntime.ExecException failure, FakeExecProtocol protocol) {
        ObjectNode status = internalError("error executing command in container: " + failure.getMessage());
        return protocol.isTranslated() ? internalError(FakeJson.text(status, "message")) : status;
    }

    /** The API server has accepted, and then the kubelet did not. */
    static ObjectNode of(FakeExecRefusal refusal, HttpRequest request) {
        return internalError(
                refusal.isUnreachable()
                        ? "error sending request: Post \"https://127.0.0.1:10250%s\": %s"
                                .formatted(request.path(), refusal.getMessage())
                        : "unable to upgrade connection: " + refusal.getMessage());
    }

    private static ObjectNode internalError(String text) {
        return FakeJson.object(
                "metadata",
                FakeJson.object(),
                "status",
                "Failure",
                "message",
                "Internal error occurred: " + text,
                "reason",
                "InternalError",
                "details",
                FakeJson.object("causes", List.of(FakeJson.object("message", text))),
                "code",
                500);
    }
}
