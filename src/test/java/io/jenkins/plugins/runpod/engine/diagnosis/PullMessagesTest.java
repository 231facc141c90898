package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of image pull messages, in the words of containerd, Docker, CRI-O and the registries. */
class PullMessagesTest {
    private static final String BACK_OFF = "Back-off pulling image \"" + Story.IMAGE + "\"";

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # the kubelet's own limiter
            pull QPS exceeded | RATE_LIMITED | PullQPSExceeded
            # Docker Hub
            toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating | RATE_LIMITED | RegistryRateLimit
            toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit | RATE_LIMITED | RegistryRateLimit
            failed to resolve reference "{image}": unexpected status from HEAD request to https://registry.example/v2/team/app/manifests/1: 429 Too Many Requests | RATE_LIMITED | RegistryRateLimit
            failed to copy: httpReadSeeker: failed open: unexpected status code https://r/v2/a/blobs/sha256:aa: 429 Too Many Requests - Server message: toomanyrequests: slow down | RATE_LIMITED | RegistryRateLimit
            pulling from host registry.example failed with status code [manifests 1]: 429 Too Many Requests | RATE_LIMITED | RegistryRateLimit
            reading manifest 1 in docker.io/library/app: toomanyrequests: You have reached your pull rate limit. | RATE_LIMITED | RegistryRateLimit
            initializing source docker://{image}: Requesting bearer token: invalid status code from registry 429 (Too Many Requests) | RATE_LIMITED | RegistryRateLimit
            received unexpected HTTP status: 429 Too Many Requests | RATE_LIMITED | RegistryRateLimit
            fetching blob: StatusCode: 429, slow down | RATE_LIMITED | RegistryRateLimit
            Error response from daemon: HTTP/1.1 429 | RATE_LIMITED | RegistryRateLimit
            # ECR
            toomanyrequests: Rate exceeded | RATE_LIMITED | RegistryRateLimit
            Error response from daemon: Unknown: Rate exceeded | RATE_LIMITED | RegistryRateLimit
            ThrottlingException: the request was denied due to request throttling | RATE_LIMITED | RegistryRateLimit
            # Artifact Registry, old GCR
            toomanyrequests: Quota exceeded for quota metric 'Requests per project per region' | RATE_LIMITED | RegistryRateLimit
            Status 429 trying to pull repository team/app: "Quota Exceeded." | RATE_LIMITED | RegistryRateLimit
            # ACR, MCR
            toomanyrequests: Too many requests. Please try again later | RATE_LIMITED | RegistryRateLimit
            too many requests to source registry for cache rule | RATE_LIMITED | RegistryRateLimit
            unexpected status: 503 Egress is over the account limit. | RATE_LIMITED | RegistryRateLimit
            error parsing HTTP 429 response body: unexpected end of JSON input: "" | RATE_LIMITED | RegistryRateLimit
            # Harbor, Artifactory, ghcr
            too many requests to upstream registry | RATE_LIMITED | RegistryRateLimit
            unknown: 429: Too Many Requests | RATE_LIMITED | RegistryRateLimit
            toomanyrequests: retry-after: 1.234ms, allowed: 44000/minute | RATE_LIMITED | RegistryRateLimit

            # server errors, also of the token service
            unexpected status code [manifests 1]: 500 Internal Server Error | TRANSIENT | RegistryUnavailable
            received unexpected HTTP status: 502 Bad Gateway | TRANSIENT | RegistryUnavailable
            pulling from host registry.example failed with status code [manifests 1]: 503 Service Temporarily Unavailable | TRANSIENT | RegistryUnavailable
            error parsing HTTP 504 response body: invalid character '<' | TRANSIENT | RegistryUnavailable
            unexpected status: 504 Gateway Timeout | TRANSIENT | RegistryUnavailable
            failed to authorize: failed to fetch oauth token: unexpected status: 503 Service Unavailable | TRANSIENT | RegistryUnavailable
            the registry is temporarily unavailable | TRANSIENT | RegistryUnavailable
            # too slow
            Get "https://registry.example/v2/": net/http: TLS handshake timeout | TRANSIENT | RegistryTimeout
            dial tcp: lookup registry.example on 10.0.0.10:53: read udp 10.1.1.1:3->10.0.0.10:53: i/o timeout | TRANSIENT | RegistryTimeout
            net/http: request canceled (Client.Timeout exceeded while awaiting headers) | TRANSIENT | RegistryTimeout
            # the node
            failed to register layer: write /usr/lib/x: no space left on device | TRANSIENT | NodeDisk
            failed to extract layer sha256:abc: mount callback failed: unexpected EOF | TRANSIENT | NodeDisk
            rpc error: code = Unavailable desc = error reading from server: EOF | TRANSIENT | RuntimeUnavailable

            # may be either
            dial tcp 127.0.0.1:5009: connect: connection refused | AMBIGUOUS | RegistryUnreachable
            read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer | AMBIGUOUS | RegistryUnreachable
            failed to do request: Head "https://registry.example/v2/team/app/manifests/1": EOF | AMBIGUOUS | RegistryUnreachable
            pinging container registry registry.example: unexpected EOF | AMBIGUOUS | RegistryUnreachable
            rpc error: code = DeadlineExceeded desc = context deadline exceeded | AMBIGUOUS | RegistryUnreachable
            dial tcp 10.0.0.2:443: connect: no route to host | AMBIGUOUS | RegistryUnreachable
            dial tcp 10.0.0.2:443: connect: network is unreachable | AMBIGUOUS | RegistryUnreachable
            lookup registry.example on 10.0.0.10:53: server misbehaving | AMBIGUOUS | RegistryHostUnknown
            dial tcp: lookup registry.example on 10.0.0.10:53: no such host | AMBIGUOUS | RegistryHostUnknown
            Get https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: no basic auth credentials | AMBIGUOUS | NoRegistryCredential
            http: server gave HTTP response to HTTPS client | AMBIGUOUS | RegistryProtocol
            something that nobody has seen before | AMBIGUOUS | UnknownPullError

            # no wait helps
            pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed | PERMANENT | PullAccessDenied
            pull access denied for app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied | PERMANENT | PullAccessDenied
            reading manifest 1 in registry.example/team/app: unauthorized: authentication required | PERMANENT | PullAccessDenied
            unable to retrieve auth token: invalid username/password: unauthorized: incorrect username or password | PERMANENT | PullAccessDenied
            failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized | PERMANENT | PullAccessDenied
            pulling from host 127.0.0.1:5004 failed with status code [manifests t1]: 403 Forbidden | PERMANENT | PullAccessDenied
            denied: Permission "artifactregistry.repositories.downloadArtifacts" denied | PERMANENT | PullAccessDenied
            denied: Your Authorization Token has expired. Please run 'aws ecr get-login' | PERMANENT | ExpiredRegistryToken
            invalid reference format | PERMANENT | InvalidImageName
            short-name "app" did not resolve to an alias and no unqualified-search registries are defined | PERMANENT | InvalidImageName
            tls: failed to verify certificate: x509: certificate signed by unknown authority | PERMANENT | RegistryTrust
            x509: certificate is valid for a.example, not b.example | PERMANENT | RegistryTrust
            no match for platform in manifest: not found | PERMANENT | WrongPlatform
            no matching manifest for linux/arm64/v8 in the manifest list entries | PERMANENT | WrongPlatform
            choosing image instance: no image found in manifest list for architecture arm64, OS linux | PERMANENT | WrongPlatform
            Source image rejected: A signature was required, but no signature exists | PERMANENT | SignatureInvalid
            """)
    void aPullErrorIsClassifiedByItsMessage(String message, Verdict verdict, String cause) {
        Diagnosis d = Story.bound()
                .waiting("ErrImagePull", message.replace("{image}", Story.IMAGE))
                .now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.remedy()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} is AMBIGUOUS, and PERMANENT when two pulls agree")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Error response from daemon: manifest for {image} not found: manifest unknown: manifest unknown
            reading manifest 1 in registry.example/team/app: manifest unknown
            rpc error: code = NotFound desc = failed to pull and unpack image "{image}": failed to resolve reference "{image}": {image}: not found
            failed to resolve reference "{image}": {image}: not found
            name unknown: The repository with name 'app' does not exist in the registry with id '1'
            Error response from daemon: repository registry.example/team/app not found
            reading manifest 1 in registry.example/team/app: name unknown: repository name not known to registry
            """)
    void aMissingImageIsPermanentOnlyWhenTwoPullsAgree(String template) {
        String message = template.replace("{image}", Story.IMAGE);
        Story story = Story.bound().waiting("ErrImagePull", message);
        assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(story.now().cause()).isEqualTo("ImageNotFound");
        story.after(25).waiting("ImagePullBackOff", BACK_OFF);
        assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        story.after(5).waiting("ErrImagePull", message);
        assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
    }

    @ParameterizedTest(name = "of {0} the first in the order counts: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (Mirrors also failed: [mirror/a:1: toomanyrequests: slow down]): registry.example/a:1: unauthorized | RATE_LIMITED
            (Mirrors also failed: [mirror/a:1: received unexpected HTTP status: 503 Service Unavailable]): registry.example/a:1: unauthorized: authentication required | TRANSIENT
            mirror: dial tcp 10.0.0.2:443: connect: connection refused; origin: 403 Forbidden | PERMANENT
            mirror: i/o timeout; origin: EOF | TRANSIENT
            """)
    void aMessageMayCarrySeveralCauses(String message, Verdict verdict) {
        assertThat(Story.bound().waiting("ErrImagePull", message).verdict()).isEqualTo(verdict);
    }

    /** What known classifiers get wrong. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            toomanyrequests: Rate exceeded | RATE_LIMITED
            error parsing HTTP 429 response body | RATE_LIMITED
            read: connection reset by peer | AMBIGUOUS
            unexpected EOF | AMBIGUOUS
            dial tcp: lookup reg on 10.0.0.10:53: no such host | AMBIGUOUS
            """)
    void knownClassifiersMisjudgeThese(String message, Verdict verdict) {
        assertThat(Story.bound().waiting("ErrImagePull", message).verdict()).isEqualTo(verdict);
    }
}
