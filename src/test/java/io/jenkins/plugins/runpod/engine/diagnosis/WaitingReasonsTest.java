package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of {@code state.waiting.reason}. */
class WaitingReasonsTest {
    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
            ContainerCreating | `` | WAITING | ContainerCreating
            PodInitializing | `` | WAITING | PodInitializing
            ErrImagePull | pull QPS exceeded | RATE_LIMITED | PullQPSExceeded
            ErrImagePull | `` | AMBIGUOUS | UnknownPullError
            ImagePullBackOff | Back-off pulling image "X" | AMBIGUOUS | UnknownPullError
            ImagePullBackOff | Back-off pulling image "X": ErrImagePull: toomanyrequests: Rate exceeded | RATE_LIMITED | RegistryRateLimit
            ImagePullBackOff | Back-off pulling image "X": ErrImagePull: unexpected status from server "503 Service Unavailable" | TRANSIENT | RegistryUnavailable
            ImagePullBackOff | Back-off pulling image "X": RegistryUnavailable: image pull failed for X because the registry is unavailable | TRANSIENT | RegistryUnavailable
            ImagePullBackOff | Back-off pulling image "X": SignatureValidationFailed: image pull failed for X because the signature validation failed | PERMANENT | SignatureInvalid
            RegistryUnavailable | image pull failed for X because the registry is unavailable | TRANSIENT | RegistryUnavailable
            RegistryUnavailable | image pull failed for X because the registry is unavailable: toomanyrequests: slow down | RATE_LIMITED | RegistryRateLimit
            SignatureValidationFailed | image pull failed for X because the signature validation failed | PERMANENT | SignatureInvalid
            InvalidImageName | Failed to apply default image tag "A:B:C": couldn't parse image name "A:B:C": invalid reference format | PERMANENT | InvalidImageName
            ErrImageNeverPull | Container image "X" is not present with pull policy of Never | PERMANENT | ErrImageNeverPull
            ImageInspectError | Failed to inspect image "X": rpc error: code = Unknown | TRANSIENT | ImageInspectError
            ImageInspectError | Failed to inspect image "app:1": rpc error: code = Unknown desc = short name mode is enforcing, but image name app:1 returns ambiguous list | PERMANENT | InvalidImageName
            ImageInspectError | Failed to inspect image "app:1": rpc error: code = Unknown desc = short-name "app:1" did not resolve to an alias and no unqualified-search registries are defined | PERMANENT | InvalidImageName
            CreateContainerConfigError | secret "s" not found | AMBIGUOUS | MissingSecretOrConfigMap
            CreateContainerConfigError | configmap "c" not found | AMBIGUOUS | MissingSecretOrConfigMap
            CreateContainerConfigError | couldn't find key k in Secret n/s | AMBIGUOUS | MissingSecretOrConfigMap
            CreateContainerConfigError | container has runAsNonRoot and image will run as root | PERMANENT | RunAsNonRoot
            CreateContainerConfigError | container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root | PERMANENT | RunAsNonRoot
            CreateContainerConfigError | container's runAsUser breaks non-root policy | PERMANENT | RunAsNonRoot
            CreateContainerConfigError | failed to sync secret cache: timed out waiting for the condition | TRANSIENT | ConfigNotYetKnown
            CreateContainerConfigError | failed to prepare subPath for volumeMount | AMBIGUOUS | CreateContainerConfigError
            CreateContainerError | context deadline exceeded | TRANSIENT | RuntimeBusy
            CreateContainerError | failed to reserve container name "x_1": name "x_1" is reserved for "abc" | TRANSIENT | RuntimeBusy
            CreateContainerError | Conflict. The container name "/k8s_x" is already in use by container "abc" | TRANSIENT | RuntimeBusy
            CreateContainerError | failed to generate spec: no command specified | PERMANENT | BadCommand
            CreateContainerError | Error response from daemon: No command specified | PERMANENT | BadCommand
            CreateContainerError | Error response from daemon: invalid mount config for type "bind" | PERMANENT | BadMount
            CreateContainerError | container create failed: executable file `nosuch` not found in $PATH: No such file or directory | PERMANENT | BadCommand
            CreateContainerError | container create failed: runc create failed: exec: "/x": stat /x: no such file or directory | PERMANENT | BadCommand
            CreateContainerError | nobody knows | AMBIGUOUS | CreateContainerError
            PreCreateHookError | `` | TRANSIENT | ContainerStartHookError
            PreStartHookError | `` | TRANSIENT | ContainerStartHookError
            CreatePodSandboxError | `` | TRANSIENT | PodSandboxError
            ConfigPodSandboxError | `` | TRANSIENT | PodSandboxError
            RunContainerError | failed to start container "x": exec: "nosuch": executable file not found in $PATH | PERMANENT | BadCommand
            RunContainerError | exec: "/no/such/program": stat /no/such/program: no such file or directory: unknown | PERMANENT | BadCommand
            RunContainerError | error mounting "/a" to rootfs at "/etc/x": mount a directory onto a file | PERMANENT | BadMount
            RunContainerError | context deadline exceeded | TRANSIENT | RuntimeBusy
            PostStartHookError | Exec lifecycle hook failed | PERMANENT | PostStartHookError
            CrashLoopBackOff | back-off 10s restarting failed container=main | TASK_FAILED | CrashLoopBackOff
            failed to get runtime: RuntimeClass "x" not found | `` | AMBIGUOUS | UnknownReason
            SomethingNew | some words | AMBIGUOUS | UnknownReason
            credential provider: toomanyrequests: Rate exceeded | `` | RATE_LIMITED | RegistryRateLimit
            """)
    void aWaitingReasonHasItsClass(String reason, String message, Verdict verdict, String cause) {
        Diagnosis d = Story.bound().waiting(reason, message).now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.container()).isEqualTo("main");
        assertThat(d.remedy()).isNotEmpty();
    }

    @ParameterizedTest(name = "ContainerCreating with event {0}: {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FailedMount | MountVolume.SetUp failed for volume "v" : secret "nosuch" not found | AMBIGUOUS | MissingSecretOrConfigMap
            FailedMount | MountVolume.SetUp failed for volume "v" : configmap "nosuch" not found | AMBIGUOUS | MissingSecretOrConfigMap
            FailedMount | MountVolume.SetUp failed for volume "v" : references non-existent secret key: k | AMBIGUOUS | MissingSecretOrConfigMap
            FailedMount | MountVolume.SetUp failed for volume "v" : failed to sync configmap cache: timed out waiting for the condition | TRANSIENT | ConfigNotYetKnown
            FailedMount | MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: k | AMBIGUOUS | MissingSecretOrConfigMap
            FailedMount | MountVolume.SetUp failed for volume "v" : object "ns"/"s" not registered | TRANSIENT | FailedMount
            FailedMount | MountVolume.SetUp failed for volume "h" : hostPath type check failed: /no/such/dir is not a directory | TRANSIENT | FailedMount
            FailedMount | Unable to attach or mount volumes: unmounted volumes=[v]: timed out waiting for the condition | TRANSIENT | FailedMount
            FailedAttachVolume | Multi-Attach error for volume "pvc-1" | TRANSIENT | FailedMount
            FailedCreatePodSandBox | Failed to create pod sandbox: plugin type="calico" failed (add) | TRANSIENT | PodSandboxError
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured | AMBIGUOUS | BadSetting
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to find runtime handler kata from runtime list map[crun:x] | AMBIGUOUS | BadSetting
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: sysctl "kernel.sem" is not in a separate kernel namespace: unknown | PERMANENT | BadSetting
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: open /proc/sys/net/ipv4/nosuch: no such file or directory: unknown | PERMANENT | BadSetting
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create sandbox container: failed to generate seccomp spec opts: cannot load seccomp profile "/x.json": open /x.json: no such file or directory | PERMANENT | BadSetting
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = hcs::CreateComputeSystem c: The container operating system does not match the host operating system. | PERMANENT | WrongPlatform
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container task: container init was OOM-killed (memory limit too low?): unknown | AMBIGUOUS | MemoryLimitTooLow
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = set memory limit 6291456 too low; should be at least 12582912 bytes | PERMANENT | MemoryLimitTooLow
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: Failed to Check if grpc server is working: ttrpc: closed: unknown | TRANSIENT | PodSandboxError
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "s": plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container | TRANSIENT | PodSandboxError
            FailedCreatePodSandBox | Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "s": plugin type="portmap" failed (add): cannot open hostport 80 for pod x: listen tcp4 :80: bind: address already in use | TRANSIENT | PodSandboxError
            FailedCreatePodSandBox | Failed to create pod sandbox: plugin type="multus" failed (add): cannot find a network-attachment-definition (n) in namespace (ci): network-attachment-definitions.k8s.cni.cncf.io "n" not found | AMBIGUOUS | PodSandboxError
            FailedCreatePodSandBox | failed to get sandbox image "registry.k8s.io/pause:3.9": 429 Too Many Requests | RATE_LIMITED | RegistryRateLimit
            """)
    void someCausesAreOnlyInEvents(String reason, String text, Verdict verdict, String cause) {
        Story story = Story.bound().creating();
        assertThat(story.now().wantsEvents()).isTrue();
        Diagnosis d = story.event(reason, text).now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.message()).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v]: timed out waiting for the condition",
                "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[]: context deadline exceeded",
                "Unable to mount volumes for pod \"p\": timeout expired waiting for volumes to attach or mount for pod. list of unmounted volumes=[v]"
            })
    void aSumOfVolumesDoesNotHideTheCause(String sum) {
        Story story =
                Story.bound().creating().event("FailedMount", "MountVolume.SetUp failed : secret \"s\" not found");
        Diagnosis d = story.after(130).event("FailedMount", sum).now();
        assertThat(d.cause()).isEqualTo("MissingSecretOrConfigMap");
        assertThat(d.message()).contains("secret \"s\" not found");
    }

    @Test
    void troubleWithTheSandboxThatLastsIsToldAsLasting() {
        Story story = Story.bound().creating().event("FailedCreatePodSandBox", "sandbox 1: no IP addresses available");
        assertThat(story.now().lasting()).isFalse();
        story.after(60).event("FailedCreatePodSandBox", "sandbox 2: no IP addresses available");
        assertThat(story.now().lasting()).isFalse();
        Diagnosis d = story.after(60)
                .event("FailedCreatePodSandBox", "sandbox 3: no IP addresses available")
                .now();
        assertThat(d.lasting()).isTrue();
        assertThat(d.verdict()).isEqualTo(Verdict.TRANSIENT);
        assertThat(d.message())
                .isEqualTo("sandbox 3: no IP addresses available (again and again since 2026-11-23T15:00:00Z)");
        assertThat(story.after(60).now().message()).isEqualTo(d.message());
        assertThat(story.event("Pulled", "").now().lasting()).isFalse();
    }

    @Test
    void aCrashLoopAfterAStartThatFailedIsABadCommand() {
        Diagnosis d = Story.bound()
                .restarted("main", 2, Story.failedStart("StartError", 128, "exec: \"/x\": no such file or directory"))
                .waiting("CrashLoopBackOff", "back-off 20s")
                .now();
        assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(d.cause()).isEqualTo("BadCommand");
    }

    @Test
    void aRowOfTheUserComesFirst() {
        Story story = Story.withRules(java.util.Map.of("manifest unknown.*harbor", "rate_limited"));
        Diagnosis d =
                story.waiting("ErrImagePull", "manifest unknown, says Harbor").now();
        assertThat(d.verdict()).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(d.cause()).isEqualTo("UserRule");
    }
}
