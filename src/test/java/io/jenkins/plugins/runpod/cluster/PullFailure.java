package io.jenkins.plugins.runpod.cluster;

/** Why an image cannot be pulled, in the words of containerd and the kubelet. */
public sealed interface PullFailure {
    /** What {@code ErrImagePull} says. */
    String message(String image, KubeletStyle style);

    /** A registry says 429, as Docker Hub does. */
    static PullFailure rateLimited() {
        return manifest(
                "429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit."
                        + " https://www.docker.com/increase-rate-limit");
    }

    /** The kubelet's own limiter. */
    static PullFailure qpsExceeded() {
        return new Plain("pull QPS exceeded");
    }

    /** No such repository or tag. */
    static PullFailure notFound() {
        return new ImageMissing();
    }

    /** The registry wants credentials. */
    static PullFailure unauthorized() {
        return status("401 Unauthorized");
    }

    /** The registry refuses. */
    static PullFailure forbidden() {
        return status("403 Forbidden");
    }

    /** The registry answers an error, {@code 503 Service Unavailable} for example. */
    static PullFailure status(String statusLine) {
        return new Status(statusLine);
    }

    /** Nothing listens where the registry should be. */
    static PullFailure refused() {
        return new ConnectionRefused();
    }

    /** Any other text. */
    static PullFailure saying(String message) {
        return new Plain(message);
    }

    private static PullFailure manifest(String answer) {
        return new Manifest(answer);
    }

    private static String resolve(String image, String why) {
        return "failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": %s"
                .formatted(image, image, why);
    }

    /** A text as it is. */
    record Plain(String text) implements PullFailure {
        @Override
        public String message(String image, KubeletStyle style) {
            return text;
        }
    }

    /** A tag that is not there. */
    record ImageMissing() implements PullFailure {
        @Override
        public String message(String image, KubeletStyle style) {
            return style.runtimeError("NotFound", resolve(image, image + ": not found"));
        }
    }

    /** An answer to the first request, the one for the tag. */
    record Status(String statusLine) implements PullFailure {
        @Override
        public String message(String image, KubeletStyle style) {
            ImageName name = ImageName.of(image);
            return style.runtimeError(
                    "Unknown",
                    resolve(
                            image,
                            "pulling from host %s failed with status code [manifests %s]: %s"
                                    .formatted(name.registry(), name.tag(), statusLine)));
        }
    }

    /** An answer to the request for the manifest's content. */
    record Manifest(String answer) implements PullFailure {
        @Override
        public String message(String image, KubeletStyle style) {
            ImageName name = ImageName.of(image);
            return style.runtimeError(
                    "Unknown",
                    "failed to pull and unpack image \"%s\": failed to copy: httpReadSeeker: failed open: unexpected status code https://%s/v2/%s/manifests/%s: %s"
                            .formatted(
                                    image,
                                    name.registry(),
                                    name.repository(),
                                    "sha256:cc48e1cac6e03a96ad4cf4cb50de210aba947721b8ebbe29c671a0dc3249e76d",
                                    answer));
        }
    }

    /** Nothing listens. */
    record ConnectionRefused() implements PullFailure {
        @Override
        public String message(String image, KubeletStyle style) {
            ImageName name = ImageName.of(image);
            return style.runtimeError(
                    "Unknown",
                    resolve(
                            image,
                            "failed to do request: Head \"https://%s/v2/%s/manifests/%s\": dial tcp 127.0.0.1:443: connect: connection refused"
                                    .formatted(name.registry(), name.repository(), name.tag())));
        }
    }
}
