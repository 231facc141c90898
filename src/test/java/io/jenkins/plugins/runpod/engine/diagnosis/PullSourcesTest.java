package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pull messages as the sources of the runtimes write them: what the registry lacks, what its answer is, what the node
 * lost, which formats nobody runs, and what stands between the node and the registry.
 */
class PullSourcesTest {
    private static final String BACK_OFF = "Back-off pulling image \"" + Story.IMAGE + "\"";
    private static final String DIGEST = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private static final String PULL = "failed to pull and unpack image \"" + Story.IMAGE + "\": ";

    private static Diagnosis judged(String template) {
        String message = template.replace("{pull}", PULL)
                .replace("{resolve}", PULL + "failed to resolve reference \"" + Story.IMAGE + "\": ")
                .replace("{url}", "https://registry.example/v2/team/app/manifests/1")
                .replace("{blob}", "https://registry.example/v2/team/app/blobs/" + DIGEST)
                .replace("{token}", "https://auth.example/token?scope=repository%3Ateam%2Fapp%3Apull&service=registry")
                .replace("{image}", Story.IMAGE)
                .replace("{digest}", DIGEST);
        return Story.bound().waiting("ErrImagePull", message).now();
    }

    private static void check(String template, Verdict verdict, String cause) {
        Diagnosis d = judged(template);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "the node lost a part: {0}")
    @ValueSource(
            strings = {
                // core/unpack/unpacker.go, core/metadata/snapshot.go: containerd #2382, #3787, #10835
                "rpc error: code = NotFound desc = {pull}failed to prepare extraction snapshot \"extract-795119289-7389"
                        + " {digest}\": parent snapshot {digest} does not exist: not found",
                "{pull}failed to unpack image on snapshotter overlayfs: failed to prepare extraction snapshot \"extract-1-x"
                        + " {digest}\": missing parent \"k8s.io/7/{digest}\" bucket: not found",
                "{pull}unable to prepare extraction snapshot: target snapshot \"{digest}\": already exists",
                "{pull}failed to stat snapshot {digest}: context canceled",
                "{pull}failed to commit snapshot extract-1-x {digest}: snapshot extract-1-x does not exist: not found",
                "{pull}snapshot {digest} does not exist: not found",
                // containerd #3369
                "{pull}failed to prepare extraction snapshot \"extract-814557379-Dsfj {digest}\": failed to stat parent: stat"
                        + " /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/112/fs: no such file or directory",
                // core/metadata/content.go: containerd #3604, moby #52411
                "{pull}failed to unpack image on snapshotter overlayfs: content digest {digest}: not found",
                "{pull}apply layer error for \"{image}\": failed to extract layer {digest}: NotFound: failed to get reader from"
                        + " content store: content digest {digest}: not found",
                "{pull}failed to resolve rootfs: content digest {digest}: not found",
                "get image config descriptor: content digest {digest}: not found",
                "{pull}blob {digest} expected at /var/lib/containerd/blobs/sha256/bb: blob not found: not found",
                // core/metadata/leases.go, plugins/content/local/locks.go
                "rpc error: code = NotFound desc = {pull}lease \"2187\": not found",
                "{pull}lease does not exist: not found",
                "rpc error: code = Unavailable desc = {pull}failed to copy: ref k8s.io/1/layer-{digest} locked for 300ms (since"
                        + " 2026-01-01): unavailable",
                "rpc error: code = Unavailable desc = ref default/20/layer-{digest} locked: unavailable",
                "failed to get image \"{image}\" from containerd image store: image \"{image}\": not found",
                // containers/storage, CRI-O server/image_pull.go
                "writing blob: adding layer with blob \"{digest}\": layer not known",
                "resolve pulled image {image}: not found in container storage (x) or artifact store (y)",
                "committing the finished image: layer for blob {digest} not found",
            })
    void aPartThatTheNodeLostIsNotAboutTheImage(String template) {
        check(template, Verdict.TRANSIENT, "ImageUnpackError");
    }

    @ParameterizedTest(name = "behind a manifest that exists: {0}")
    @ValueSource(
            strings = {
                // core/remotes/docker/fetcher.go, resolver.go
                "rpc error: code = NotFound desc = {pull}failed to copy: httpReadSeeker: failed open: could not fetch content"
                        + " descriptor {digest} (application/vnd.oci.image.layer.v1.tar+gzip) from remote: not found",
                "{pull}failed to copy: httpReadSeeker: failed open: content at {blob} not found: not found",
                "{pull}failed to copy: httpReadSeeker: failed open: content at"
                        + " https://mirror.example:5000/v2/team/app/manifests/{digest}?ns=docker.io not found: not found",
                "{pull}failed to copy: httpReadSeeker: failed open: unexpected status code {blob}: 404 Not Found",
                // containers/image docker/docker_client.go, internal/image/oci_index.go
                "parsing image configuration: fetching blob: blob unknown to registry",
                "reading blob {digest}: fetching blob: StatusCode: 404, \"404\"",
                "fetching target platform image selected from image index: reading manifest {digest} in"
                        + " registry.example/team/app: manifest unknown",
                // moby distribution/pull_v2.go
                "error pulling image configuration: download failed after attempts=6: unknown blob",
                "BLOB_UNKNOWN: blob unknown to registry",
                // the kubelet joins the errors of all credentials
                "[{resolve}failed to authorize: failed to fetch oauth token: unexpected status from GET request to {token}: 401"
                        + " Unauthorized, rpc error: code = NotFound desc = {pull}failed to copy: httpReadSeeker: failed open:"
                        + " could not fetch content descriptor {digest} (x) from remote: not found]",
            })
    void aMissingPartBehindAnExistingManifestIsNotAMissingImage(String template) {
        check(template, Verdict.AMBIGUOUS, "ImageIncomplete");
    }

    @ParameterizedTest(name = "no answer of a registry: {0}")
    @ValueSource(
            strings = {
                // core/images/image.go: containerd #7400
                "rpc error: code = NotFound desc = {pull}failed to unpack image on snapshotter overlayfs: unexpected media type"
                        + " text/html for {digest}: not found",
                "{resolve}unexpected media type application/json for {digest}: not found",
                "{pull}unexpected media type application/octet-stream for {digest}: not found",
                "{pull}unexpected media type  for {digest}: not found",
                "unsupported media type text/html",
                "Unimplemented manifest MIME type \"text/plain\"",
                "{pull}unmarshal image config: invalid character '<' looking for beginning of value",
                "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: \"<!DOCTYPE HTML"
                        + " PUBLIC><title>404 Not Found</title>\"",
                "reading manifest 1 in registry.example/team/app: StatusCode: 404, \"<html>\\r\\n<head><title>404 Not Found\"",
                "error parsing HTTP 404 response body: invalid character 'p' after top-level value: \"404 page not found\\n\"",
                "pinging container registry registry.example: received unexpected HTTP status: 404 Not Found",
                "pinging container registry not-found.example:5000: StatusCode: 404, \"no\"",
                // core/remotes/docker/auth/fetch.go
                "{resolve}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to {token}: 404"
                        + " Not Found",
                "{resolve}failed to authorize: failed to fetch oauth token: unexpected status from POST request to {token}: 404"
                        + " Not Found",
                "{resolve}failed to authorize: failed to fetch anonymous token: authorization server did not include a token in"
                        + " the response",
                "{resolve}failed to authorize: failed to fetch anonymous token: unable to decode token response: invalid character"
                        + " '<' looking for beginning of value",
                "Requesting bearer token: invalid status code from registry 404 (Not Found)",
                "decoding bearer token (last URL \"{token}\", body start \"<html>\"): invalid character '<' looking for beginning"
                        + " of value",
                "{resolve}failed to authorize: failed to find supported auth scheme: negotiate: not implemented",
                "{resolve}failed to do request: Head \"{url}\": stopped after 10 redirects",
                "{resolve}unexpected status from HEAD request to {url}: 302 Found",
                "{resolve}unexpected status from HEAD request to {url}: 304 Not Modified",
                "{resolve}unexpected status from HEAD request to {url}: 400 Bad Request",
                "{resolve}unexpected status from HEAD request to {url}: 405 Method Not Allowed",
                "can't talk to a V1 container registry",
            })
    void aLoginPageIsNotAMissingImage(String template) {
        check(template, Verdict.AMBIGUOUS, "UnexpectedAnswer");
    }

    @ParameterizedTest(name = "the manifest is unknown: {0}")
    @ValueSource(
            strings = {
                "{resolve}{image}: not found",
                "{resolve}unexpected status from HEAD request to {url}: 410 Gone",
                "failed to resolve image \"{image}\": no available registry endpoint: {image} not found",
                // containers/image docker/errors.go prints the default text of the code only
                "reading manifest 1 in registry.example/team/app: repository name not known to registry",
                // Harbor, ACR, Quay, Artifact Registry
                "reading manifest 1 in registry.example/team/app: unknown: artifact team/app:1 not found",
                "manifest unknown: manifest tagged by \"1\" is not found",
                "reading manifest 1 in quay.io/team/app: manifest unknown: Tag 1 was deleted or has expired. To pull, revive via"
                        + " time machine",
                "name unknown: Repository \"team\" not found",
                "Error: image library/app:1 not found",
                "Error response from daemon: unknown: Not Found",
                // a mirror with a login page does not outweigh the registry
                "(Mirrors also failed: [mirror.example/team/app:1: StatusCode: 404, \"<html>\"]): {image}: reading manifest 1 in"
                        + " registry.example/team/app: manifest unknown",
            })
    void whatTheRegistrySaysOfTheManifestIsAboutTheImage(String template) {
        check(template, Verdict.AMBIGUOUS, "ImageNotFound");
    }

    @ParameterizedTest(name = "lasting: {0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # crypto/tls, net/http, nginx
            failed to do request: Head "https://registry.example:5000/v2/": tls: first record does not look like a TLS handshake | RegistryProtocol
            error parsing HTTP 400 response body: invalid character 'C' looking for beginning of value: "Client sent an HTTP request to an HTTPS server.\\n" | RegistryProtocol
            error parsing HTTP 400 response body: invalid character '<' looking for beginning of value: "<html>The plain HTTP request was sent to HTTPS port" | RegistryProtocol
            # core/remotes/docker/resolver.go, client/pull.go, core/images/image.go, core/transfer/local/pull.go
            not implemented: media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1, please rebuild the image as "application/vnd.oci.image.manifest.v1+json" | UnsupportedImage
            {pull}schema 1 image manifests are no longer supported: invalid argument | UnsupportedImage
            {pull}media-type: schema 1 not supported | UnsupportedImage
            {resolve}rejecting 9000000 byte manifest for {image}: not found | UnsupportedImage
            {pull}unexpected media type application/vnd.cncf.helm.config.v1+json for {digest}: not found | UnsupportedImage
            {pull}mismatched image rootfs and manifest layers | UnsupportedImage
            {pull}number of layers and diffIDs don't match: 3 != 0 | UnsupportedImage
            {pull}failed to extract layer {digest}: failed to get stream processor for application/vnd.oci.image.layer.v1.tar+gzip+encrypted: no processor for media-type: unknown | UnsupportedImage
            {pull}failed to extract layer {digest}: exit status 1: missing private key needed for decryption: x | UnsupportedImage
            {pull}mediatype application/vnd.docker.distribution.manifest.v1+prettyjws not supported | UnsupportedImage
            # moby distribution
            failed to register layer: Error processing tar file(exit status 1): container id 1000660000 cannot be mapped to a host id | UnsupportedImage
            Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed. Suggest the author of {image} to upgrade the image | UnsupportedImage
            unsupported manifest media type application/vnd.foo | UnsupportedImage
            unsupported media type application/vnd.oci.image.config.v2+json | UnsupportedImage
            invalid rootfs in image configuration | UnsupportedImage
            layers from manifest don't match image configuration | UnsupportedImage
            Encountered remote "application/vnd.cncf.helm.config.v1+json"(helm) when fetching | UnsupportedImage
            failed to register layer: max depth exceeded | UnsupportedImage
            # containers/image
            unsupported image-specific operation on artifact with type "application/vnd.cncf.helm.config.v1+json" | UnsupportedImage
            Unimplemented manifest MIME type "application/vnd.foo" (normalized as "x") | UnsupportedImage
            decrypting layer {digest}: no suitable key unwrapper found or none of the private keys could be used for decryption | UnsupportedImage
            copying system image from manifest list: writing blob: adding layer with blob "{digest}": potentially insufficient UIDs or GIDs available in user namespace (requested 1000620000:0 for /x): Check /etc/subuid: lchown /x: invalid argument | UnsupportedImage
            # containers/image pkg/shortnames, CRI-O internal/storage/image.go, go-digest
            short-name "app" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf" | InvalidImageName
            short-name "toomanyrequests" did not resolve to an alias and no containers-registries.conf(5) was found | InvalidImageName
            short name mode is enforcing, but image name synology/csi:v1 returns ambiguous list | InvalidImageName
            short-name resolution enforced but cannot prompt without a TTY | InvalidImageName
            failed to parse image reference "app@sha256:1": invalid checksum digest length | InvalidImageName
            # moby distribution/pull_v2_windows.go, distribution/config.go, containerd client/image.go
            no matching manifest for windows/amd64 10.0.17763 in the manifest list entries | WrongPlatform
            a Windows version 10.0.20348-based image is incompatible with a 10.0.17763.1 host | WrongPlatform
            image operating system "linux" cannot be used on this platform: operating system is not supported | WrongPlatform
            cannot download image with operating system "windows" when requesting "linux" | WrongPlatform
            cannot load Windows image on Linux | WrongPlatform
            {pull}snapshotter overlayfs does not support platform windows/amd64 for image {digest} | WrongPlatform
            # crypto/tls
            remote error: tls: bad certificate | RegistryTrust
            remote error: tls: certificate required | RegistryTrust
            remote error: tls: unknown certificate authority | RegistryTrust
            remote error: tls: protocol version not supported | RegistryTrust
            tls: server selected unsupported protocol version 301 | RegistryTrust
            tls: failed to verify certificate: x509: certificate is not valid for any names, but wanted to match toomanyrequests.example | RegistryTrust
            x509: certificate relies on legacy Common Name field, use SANs instead | RegistryTrust
            x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z | RegistryTrust
            # Harbor, Artifactory, containerd's image verifiers, registries.conf
            unknown: current image with 5 vulnerabilities cannot be pulled due to configured policy in 'Prevent images with vulnerability severity of "Critical" or higher from running.' | ImageBlocked
            {resolve}unexpected status from HEAD request to {url}: 412 Precondition Failed: projectpolicyviolation: current image with 3 vulnerabilities cannot be pulled due to configured policy | ImageBlocked
            pull access denied for team/app, repository does not exist or may require 'docker login': denied: Artifact download request rejected: library/redis/manifest.json was not downloaded due to the download blocking policy configured in Xray for cache. | ImageBlocked
            image verifier bindir blocked pull of {image} with digest {digest} for reason: unsigned | ImageBlocked
            registry registry.example is blocked in /etc/containers/registries.conf or /etc/containers/registries.conf.d | ImageBlocked
            {resolve}unexpected status from HEAD request to {url}: 451 Unavailable For Legal Reasons | ImageBlocked
            unknown: The image is not signed by cosign. | SignatureInvalid
            SignatureValidationFailed: Source image rejected: x | SignatureInvalid
            # the words of clouds
            {resolve}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to {token}: 403 Forbidden | PullAccessDenied
            denied: Permission denied for "1" from request "/v2/team/app/manifests/1" | PullAccessDenied
            User: arn:aws:iam::1:user/x is not authorized to perform: ecr:BatchGetImage | PullAccessDenied
            error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: "<html><title>403 Forbidden" | PullAccessDenied
            illegal base64 data at input byte 4 | PullAccessDenied
            failed to register layer: re-exec error: exit status 1: output: ProcessUtilityVMImage C:\\ProgramData\\docker\\UtilityVM: The system cannot find the path specified. | WrongPlatform
            {pull}failed to extract layer {digest}: hcsshim::ProcessBaseLayer \\?\\C:\\ProgramData\\containerd\\snapshots\\25: The system cannot find the path specified.: unknown | WrongPlatform
            The security token included in the request is expired | ExpiredRegistryToken
            """)
    void aLastingTextFailsAtOnce(String template, String cause) {
        check(template, Verdict.PERMANENT, cause);
    }

    @ParameterizedTest(name = "{0} may pass: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # containerd #2306, #3974, #4908; moby distribution; containers/image copy, internal/image
            {pull}failed commit on ref "layer-{digest}": unexpected commit digest {digest}, expected {digest}: failed precondition | ImageDamaged
            {pull}failed commit on ref "manifest-{digest}": "manifest-{digest}" failed size validation: 3661 != 2856: failed precondition | ImageDamaged
            {pull}failed commit on ref "layer-{digest}": unexpected commit size 5674492, expected 2312958: unknown | ImageDamaged
            {pull}failed to extract layer {digest}: mount callback failed on /tmp/m: archive/tar: invalid tar header: unknown | ImageDamaged
            {pull}failed to extract layer {digest}: mount callback failed on /tmp/m: gzip: invalid header: unknown | ImageDamaged
            {pull}wrong diff id {digest} calculated on extraction {digest} | ImageDamaged
            filesystem layer verification failed for digest {digest} | ImageDamaged
            failed to register layer: Error processing tar file(exit status 1): archive/tar: invalid tar header | ImageDamaged
            writing blob: Digest did not match, expected {digest}, got {digest} | ImageDamaged
            storing blob to file "/var/tmp/1": happened during read: blob digest mismatch | ImageDamaged
            {resolve}"1" in header not a valid digest: invalid checksum digest format | ImageDamaged
            {pull}failed to copy: httpReadSeeker: failed open: unexpected status code {blob}: 416 Requested Range Not Satisfiable | ImageDamaged
            # Go net/http, crypto/tls
            failed to do request: Head "http://registry.example:443/v2/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02" | RegistryProtocol
            remote error: tls: handshake failure | RegistryTrust
            dial tcp 10.0.0.1:443: connect: permission denied | RegistryUnreachable
            dial tcp 10.0.0.1:443: connect: operation not permitted | RegistryUnreachable
            # net/http/transport.go: a status text without a response is the proxy's answer to CONNECT
            {resolve}failed to do request: Head "{url}": Proxy Authentication Required | RegistryProxy
            Error response from daemon: Get {url}: Proxy Authentication Required | RegistryProxy
            {resolve}unexpected status from HEAD request to http://registry.example/v2/team/app/manifests/1: 407 Proxy Authentication Required | RegistryProxy
            {resolve}failed to do request: Head "{url}": Forbidden | RegistryProxy
            {resolve}failed to do request: Head "{url}": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused | RegistryProxy
            {resolve}failed to do request: Head "{url}": proxyconnect tcp: dial tcp: lookup proxy.example on 10.0.0.10:53: no such host | RegistryProxy
            {resolve}failed to do request: Head "{url}": proxyconnect tcp: tls: first record does not look like a TLS handshake | RegistryProxy
            pinging container registry registry.example: Get "https://registry.example/v2/": proxyconnect tcp: EOF | RegistryProxy
            {resolve}failed to do request: Head "{url}": socks connect tcp proxy.example:1080->registry.example:443: unknown error connection refused | RegistryProxy
            {resolve}failed to do request: Head "{url}": unknown status code | RegistryProxy
            # Harbor before its scan, ACR
            unknown: current image without vulnerability scanning cannot be pulled due to configured policy | ImageBlocked
            {resolve}unexpected status from HEAD request to {url}: 412 Precondition Failed | ImageBlocked
            denied: the manifest is quarantined | ImageBlocked
            # containerd #4658, ansible/creator-ee #84, stargz-snapshotter #187
            {pull}unpack: failed to extract layer {digest}: lstat /var/lib/containerd/snapshots/10382/fs/root/.gem/specs/api%443: not a directory: unknown | UnsupportedImage
            {pull}failed to extract layer {digest}: operation not permitted: unknown | UnsupportedImage
            {pull}failed to extract layer {digest}: mount callback failed on /tmp/m: lchown /tmp/m/etc: operation not supported: unknown | UnsupportedImage
            {pull}failed to convert whiteout file "usr/.wh.x": operation not permitted: unknown | UnsupportedImage
            # "not found" of something that no registry has
            exec: "unpigz": executable file not found in $PATH | UnknownPullError
            {pull}unable to resolve snapshotter: can not find snapshotter "stargz": not found | UnknownPullError
            rpc error: code = NotFound desc = runtime handler: not found | UnknownPullError
            open /etc/containers/certs.d/registry.example/ca.crt: permission denied | UnknownPullError
            """)
    void aTextThatMayPassGetsTheGrace(String template, String cause) {
        check(template, Verdict.AMBIGUOUS, cause);
    }

    @ParameterizedTest(name = "{0} clears by itself: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {resolve}unexpected status from HEAD request to {url}: 520 <none> | RegistryUnavailable
            {resolve}unexpected status from HEAD request to {url}: 530 | RegistryUnavailable
            {pull}failed to copy: httpReadSeeker: failed open: unexpected status from GET request to {blob}: 522 <none> | RegistryUnavailable
            {resolve}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to {token}: 526 | RegistryUnavailable
            {resolve}unexpected status code {url}: 521 <none> | RegistryUnavailable
            pulling from host registry.example failed with status code [manifests 1]: 527 <none> | RegistryUnavailable
            received unexpected HTTP status: 525 <none> | RegistryUnavailable
            fetching blob: StatusCode: 599, "error code: 522" | RegistryUnavailable
            fetching blob: StatusCode: 501, "Not Implemented" | RegistryUnavailable
            error parsing HTTP 521 response body: invalid character 'e' looking for beginning of value: "error code: 521" | RegistryUnavailable
            Requesting bearer token: invalid status code from registry 507 (Insufficient Storage) | RegistryUnavailable
            Error: Status 520 trying to pull repository team/app: "<html>" | RegistryUnavailable
            unknown: Remote Auto Blocked until 2024-08-13T07:45:05.681Z | RegistryUnavailable
            RegistryUnavailable: pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused | RegistryUnavailable
            {resolve}failed to do request: Head "{url}": net/http: timeout awaiting response headers | RegistryTimeout
            {resolve}unexpected status from HEAD request to {url}: 408 Request Timeout | RegistryTimeout
            {resolve}failed to do request: Head "{url}": proxyconnect tcp: dial tcp 10.0.0.9:3128: i/o timeout | RegistryProxy
            {resolve}failed to do request: Head "{url}": Service Unavailable | RegistryProxy
            {resolve}failed to do request: Head "{url}": Gateway Time-out | RegistryProxy
            {pull}failed to extract layer {digest}: write /usr/lib/x: no space left on device | NodeDisk
            """)
    void troubleOfAServerClearsByItself(String template, String cause) {
        check(template, Verdict.TRANSIENT, cause);
    }

    @ParameterizedTest(name = "a limit: {0}")
    @ValueSource(
            strings = {
                "{resolve}unexpected status from HEAD request to {url}: 429 Too Many Requests",
                "{resolve}unexpected status from HEAD request to {url}: 429",
                "{pull}failed to copy: httpReadSeeker: failed open: unexpected status from GET request to {blob}: 429 <none>",
                "toomanyrequests: Data limit exceeded",
                "denied: Data limit exceeded",
                "You have exceeded a secondary rate limit. Please wait",
                "fetching blob: StatusCode: 429, \"error code: 1015\"",
                "error code: 1015",
                "503 SlowDown: please retry",
                "toomanyrequests: too many failed login attempts for username or IP address",
                "{resolve}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to {token}: 429"
                        + " Too Many Requests",
                "unexpected status: 509 Bandwidth Limit Exceeded",
                "(Mirrors also failed: [mirror.example/team/app:1: proxyconnect tcp: EOF]): {image}: toomanyrequests: slow",
            })
    void aRateLimitComesFirst(String template) {
        check(template, Verdict.RATE_LIMITED, "RegistryRateLimit");
    }

    // --- what is remembered ---------------------------------------------------------------------------------------

    @Test
    void aVanishedSnapshotNeverBecomesAMissingImage() {
        String message = PULL + "snapshot " + DIGEST + " does not exist: not found";
        Story story = Story.bound().waiting("ErrImagePull", message);
        for (int pull = 0; pull < 3; pull++) {
            story.after(25).waiting("ImagePullBackOff", BACK_OFF);
            assertThat(story.now().cause()).isEqualTo("ImageUnpackError");
            story.after(25).waiting("ErrImagePull", message);
            assertThat(story.verdict()).isEqualTo(Verdict.TRANSIENT);
        }
    }

    @Test
    void aMissingLayerKeepsTheGraceHoweverOftenItIsMissing() {
        String message =
                PULL + "failed to copy: httpReadSeeker: failed open: content at https://r.example/v2/team/app/blobs/"
                        + DIGEST + " not found: not found";
        Story story = Story.bound().waiting("ErrImagePull", message);
        story.after(25).waiting("ImagePullBackOff", BACK_OFF + ": ErrImagePull: " + message);
        story.after(25).waiting("ErrImagePull", message);
        assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(story.now().cause()).isEqualTo("ImageIncomplete");
    }

    @Test
    void twoMirrorsThatMissTheImageInDifferentWordsAgree() {
        Story story = Story.bound()
                .waiting("ErrImagePull", "reading manifest 1 in mirror.example/team/app: manifest unknown");
        story.after(25).waiting("ImagePullBackOff", BACK_OFF);
        story.after(5).waiting("ErrImagePull", "reading manifest 1 in registry.example/team/app: name unknown: x");
        assertThat(story.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(story.now().cause()).isEqualTo("ImageNotFound");
    }

    @Test
    void aMissingImageAndAMissingLayerDoNotAgree() {
        Story story = Story.bound().waiting("ErrImagePull", "manifest unknown");
        story.after(25).waiting("ImagePullBackOff", BACK_OFF);
        story.after(5).waiting("ErrImagePull", "fetching blob: blob unknown to registry");
        assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        story.after(5).waiting("ImagePullBackOff", BACK_OFF);
        assertThat(story.now().cause()).isEqualTo("ImageIncomplete");
        story.after(25).waiting("ErrImagePull", "manifest unknown");
        assertThat(story.verdict()).isEqualTo(Verdict.AMBIGUOUS);
        assertThat(story.now().cause()).isEqualTo("ImageNotFound");
    }

    // --- other reasons --------------------------------------------------------------------------------------------

    @Test
    void aShortNameThatCannotBeLookedUpLasts() {
        String message =
                "Failed to inspect image \"\": rpc error: code = Unknown desc = short name mode is enforcing, but image"
                        + " name synology/csi:v1 returns ambiguous list";
        Diagnosis d = Story.bound().waiting("ImageInspectError", message).now();
        assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(d.cause()).isEqualTo("InvalidImageName");
    }

    @Test
    void anUnavailableRegistryBehindAProxyNamesTheProxy() {
        String message =
                "image pull failed for " + Story.IMAGE + " because the registry is unavailable: pinging container"
                        + " registry registry.example: Get \"https://registry.example/v2/\": proxyconnect tcp: dial tcp 10.0.0.9:3128:"
                        + " connect: connection refused";
        assertThat(Story.bound().waiting("RegistryUnavailable", message).now().cause())
                .isEqualTo("RegistryProxy");
    }
}
