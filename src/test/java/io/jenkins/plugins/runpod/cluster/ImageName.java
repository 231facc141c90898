package io.jenkins.plugins.runpod.cluster;

/** The parts of an image's name, with the defaults that a runtime fills in. */
record ImageName(String registry, String repository, String tag) {
    static ImageName of(String image) {
        String rest = image;
        String registry = "registry-1.docker.io";
        int slash = rest.indexOf('/');
        if (slash > 0 && rest.substring(0, slash).matches(".*[.:].*|localhost")) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        int at = rest.indexOf('@');
        String tag = "latest";
        if (at >= 0) {
            tag = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        int colon = rest.indexOf(':');
        if (colon >= 0) {
            tag = at >= 0 ? tag : rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        boolean official = registry.equals("registry-1.docker.io") && !rest.contains("/");
        return new ImageName(registry, official ? "library/" + rest : rest, tag);
    }
}
