package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an image, a tag or a registry is called says nothing about why its pull failed. */
class ImageNamesTest {
    static final String PLAIN = "docker.io/library/app:1";

    /** Messages with places for the reference, the repository, the tag and the host. */
    static final List<String> MESSAGES = List.of(
            "failed to resolve reference \"{ref}\": {ref}: not found",
            "rpc error: code = NotFound desc = failed to pull and unpack image \"{ref}\": {ref}: not found",
            "failed to resolve reference \"{ref}\": pulling from host {host} failed with status code [manifests {tag}]: 401"
                    + " Unauthorized",
            "failed to do request: Head \"https://{host}/v2/{repo}/manifests/{tag}\": dial tcp 10.0.0.1:443: connect:"
                    + " connection refused",
            "failed to do request: Head \"https://{host}/v2/{repo}/manifests/{tag}\": dial tcp: lookup {host} on"
                    + " 10.0.0.10:53: no such host",
            "Error response from daemon: manifest for {ref} not found: manifest unknown: map[Tag:{tag}]",
            "Error response from daemon: pull access denied for {repo}, repository does not exist or may require 'docker"
                    + " login'",
            "Error response from daemon: Get https://{host}/v2/{repo}/manifests/{tag}: unauthorized: incorrect username or"
                    + " password",
            "initializing source docker://{ref}: reading manifest {tag} in {host}/{repo}: manifest unknown",
            "reading manifest {tag} in {host}/{repo}: toomanyrequests: You have reached your pull rate limit.",
            "manifest unknown: unknown tag={tag}",
            "unexpected status from HEAD request to https://{host}/v2/{repo}/manifests/{tag}: 503 Service Unavailable",
            "Failed to pull image \"{ref}\": something new about {ref}",
            "pinging container registry {host}: Get \"https://{host}/v2/\": EOF",
            "failed to resolve reference \"{ref}\": unexpected status from HEAD request to"
                    + " https://[fd00::1]:5000/v2/{repo}/manifests/{tag}?ns={host}: 520 <none>",
            "failed to authorize: failed to fetch anonymous token: Get \"https://{host}/token?scope=repository:{repo}:pull\":"
                    + " EOF",
            "failed to copy: httpReadSeeker: failed open: content at https://{host}/v2/{repo}/blobs/sha256:abc not found: not"
                    + " found",
            "(Mirrors also failed: [[fd00::1]:5000/{repo}:{tag}: reading manifest {tag} in [fd00::1]:5000/{repo}: manifest"
                    + " unknown]): {ref}: reading manifest {tag} in {host}/{repo}: name unknown",
            "Error response from daemon: unknown: artifact {repo}:{tag} not found",
            "tls: failed to verify certificate: x509: certificate is not valid for any names, but wanted to match {host}",
            "tls: failed to verify certificate: x509: certificate is valid for *.{host}, localhost, not {host}",
            "Error response from daemon: unknown: \"{host}\" is away",
            "image verifier bindir blocked pull of {ref} with digest sha256:abc for reason: unsigned",
            "pull QPS exceeded");

    private static final List<String> NAMES = List.of(
            "app:429",
            "app-timeout:1",
            "app-timeout:1.2.3-eof",
            "rate-limit-exporter:503",
            "toomanyrequests/app:1",
            "registry.example:5000/too-many-requests/rate.limit:429",
            "429.example.com/app:status-429",
            "quay.io/denied/unauthorized:forbidden",
            "eof.local:5000/x509/connection-refused:no-such-host",
            "docker.io/library/toomanyrequests:toomanyrequests",
            "team/unauthorized:404",
            "x/toomanyrequests:429",
            "not-found.example/team/app:does-not-exist",
            "not-found.example:5000/not-found:not-found",
            "unauthorized.example/forbidden:denied",
            "proxyconnect.example/snapshot/lease:schema1",
            "localhost/i-o-timeout/tls-handshake-timeout:unexpected_eof",
            "r.io/a/b@sha256:429429429429429429429429429429429429429429429429429429429429429a");

    /** Messages in which a name stands without a path, as registries and runtimes write them, and their causes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            name unknown: The repository with name 'toomanyrequests' does not exist in the registry with id '429' | ImageNotFound
            name unknown: Repository "toomanyrequests" not found | ImageNotFound
            manifest unknown: manifest tagged by "toomanyrequests" is not found | ImageNotFound
            reading manifest toomanyrequests in r.io/team/app: manifest unknown | ImageNotFound
            manifest for toomanyrequests:latest not found: manifest unknown: manifest unknown | ImageNotFound
            unauthorized: project toomanyrequests not found: project toomanyrequests not found | PullAccessDenied
            short name mode is enforcing, but image name toomanyrequests returns ambiguous list | InvalidImageName
            short-name "toomanyrequests:429" did not resolve to an alias and no unqualified-search registries are defined | InvalidImageName
            image verifier toomanyrequests blocked pull of r.io/a:1 with digest sha256:aa for reason: x | ImageBlocked
            registry toomanyrequests.io is blocked in /etc/containers/registries.conf | ImageBlocked
            dial tcp: lookup toomanyrequests.io on [fd00::429]:53: server misbehaving | RegistryHostUnknown
            pinging container registry forbidden:5000: Get "https://forbidden:5000/v2/": dial tcp: lookup forbidden: no such host | RegistryHostUnknown
            dial tcp: lookup r.io: i/o timeout (mirror toomanyrequests.io) | RegistryTimeout
            """, quoteCharacter = '`')
    void aNameWithoutAPathDoesNotDecide(String message, String cause) {
        assertThat(PullRules.match(message, PLAIN, ImageErrorRules.none())
                        .cause()
                        .id())
                .isEqualTo(cause);
    }

    /** What a runtime makes of the name that the pod has: the registry in front, the tag behind, no tag beside a digest. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            busybox:nope, docker.io/library/busybox:nope
            app, docker.io/library/app:latest
            not-found, docker.io/library/not-found:latest
            team/app:1, docker.io/team/app:1
            team/app, docker.io/team/app:latest
            docker.io/app:1, docker.io/library/app:1
            docker.io/team/app, docker.io/team/app:latest
            index.docker.io/app:1, docker.io/library/app:1
            index.docker.io/team/app:1, docker.io/team/app:1
            r.example/team/app, r.example/team/app:latest
            localhost/app, localhost/app:latest
            localhost:5000/app, localhost:5000/app:latest
            r.example:5000/app:1, r.example:5000/app:1
            team/app:1, mirror.example/team/app:1
            busybox@sha256:0a1b, docker.io/library/busybox@sha256:0a1b
            team/app@sha256:0a1b, docker.io/team/app@sha256:0a1b
            team/app:1@sha256:0a1b, docker.io/team/app@sha256:0a1b
            r.example/team/app:1@sha256:0a1b, r.example/team/app@sha256:0a1b
            r.example/team/app@sha256:0a1b, r.example/team/app@sha256:0a1b
            """)
    void theNameOfTheRuntimeIsTheImageToo(String image, String full) {
        String said = "failed to resolve reference \"" + full + "\": " + full + ": not found";
        assertThat(PullRules.match(said, image, ImageErrorRules.none()).cause()).isEqualTo(Cause.IMAGE_NOT_FOUND);
        String unpacked = "rpc error: code = NotFound desc = failed to pull and unpack image \"" + full + "\": " + said;
        assertThat(PullRules.match(unpacked, image, ImageErrorRules.none()).cause())
                .isEqualTo(Cause.IMAGE_NOT_FOUND);
    }

    static Stream<Arguments> messagesAndNames() {
        return MESSAGES.stream().flatMap(message -> NAMES.stream().map(name -> Arguments.of(message, name)));
    }

    @ParameterizedTest(name = "{1} in: {0}")
    @MethodSource("messagesAndNames")
    void aNameNeverInfluencesTheClass(String message, String name) {
        assertThat(rule(message, name).cause()).isEqualTo(rule(message, PLAIN).cause());
    }

    @ParameterizedTest
    @MethodSource("messagesAndNames")
    void strippingLeavesNothingOfTheReference(String message, String name) {
        assertThat(MessageStripper.strip(filled(message, name), name))
                .doesNotContain(repository(name))
                .doesNotContain(name);
    }

    static Rule rule(String message, String name) {
        return PullRules.match(filled(message, name), name, ImageErrorRules.none());
    }

    private static String filled(String message, String name) {
        String path = repository(name);
        int slash = path.indexOf('/');
        boolean host = slash > 0 && path.substring(0, slash).matches(".*[.:].*|localhost");
        String repository = host ? path.substring(slash + 1) : path;
        return message.replace("{ref}", name)
                .replace("{host}", host ? path.substring(0, slash) : "registry-1.docker.io")
                .replace("{repo}", repository)
                .replace("{tag}", name.substring(name.lastIndexOf(':') + 1));
    }

    private static String repository(String name) {
        int digest = name.indexOf('@');
        return name.substring(0, digest > 0 ? digest : name.lastIndexOf(':'));
    }
}
