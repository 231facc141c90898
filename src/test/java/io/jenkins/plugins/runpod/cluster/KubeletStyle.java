package io.jenkins.plugins.runpod.cluster;

/** The words of kubelets, which changed over the years. */
public enum KubeletStyle {
    /** Until 1.31: the back-off message does not say why, and runtime errors keep their gRPC wrapping. */
    V1_20,
    /** From 1.32 on. */
    V1_32;

    String created(String container) {
        return this == V1_20 ? "Created container " + container : "Created container: " + container;
    }

    String backOffPulling(String image, String cause) {
        String text = "Back-off pulling image \"" + image + "\"";
        return this == V1_20 ? text : text + ": ErrImagePull: " + cause;
    }

    String backOffRestarting(String container, String pod, String namespace, String uid) {
        String text = "Back-off restarting failed container";
        return this == V1_20 ? text : "%s %s in pod %s_%s(%s)".formatted(text, container, pod, namespace, uid);
    }

    String runtimeError(String code, String text) {
        return this == V1_20 || code.equals("NotFound") ? "rpc error: code = %s desc = %s".formatted(code, text) : text;
    }

    String pulled(String image, long millis) {
        String text = "Successfully pulled image \"%s\" in %dms".formatted(image, millis);
        return this == V1_20 ? text : text + " (%dms including waiting). Image size: 1998154 bytes.".formatted(millis);
    }
}
