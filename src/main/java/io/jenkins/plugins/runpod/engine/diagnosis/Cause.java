package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every cause that a diagnosis can name, with its meaning and its remedy. The names are a closed set, so that users can
 * match on them. The open set of Kubernetes' own words goes into the message of the diagnosis.
 */
public enum Cause {
    // --- normal progress ----------------------------------------------------------------------------------------
    NOT_SCHEDULED(
            "NotScheduled",
            "The scheduler has not looked at the pod yet.",
            "Wait. If it lasts, see the scheduler's log."),
    UNSCHEDULABLE(
            "Unschedulable",
            "No node has room for the pod or matches its constraints at present.",
            "Free or add capacity, or change the requests, nodeSelector, tolerations or volumes of the pod."),
    SCHEDULING_GATED(
            "SchedulingGated",
            "The pod has scheduling gates, which their controller has not removed yet.",
            "See the controller that owns the pod's scheduling gates."),
    QUEUED(
            "Queued",
            "Kueue has not admitted the pod yet, so the pod waits in its queue.",
            "Check that kubectl get localqueue shows the queue. kubectl describe workload says what it waits for."),
    CONTAINER_CREATING(
            "ContainerCreating",
            "The kubelet sets up volumes, network, image and container.",
            "Wait. If it lasts, see the pod's events."),
    POD_INITIALIZING(
            "PodInitializing",
            "The init containers have not finished yet.",
            "Wait. If it lasts, see the logs of the init containers."),
    SENDING_FILES(
            "SendingFiles",
            "The inputs are sent to the pod. The container starts when all of them are there.",
            "Wait. If it lasts, check the connection to the API server."),
    COLLECTING_FILES(
            "CollectingFiles",
            "The container has ended, and its outputs are taken.",
            "Wait. If it lasts, check the connection to the API server."),
    WAITING_FOR_TRANSFER(
            "WaitingForTransfer",
            "As many transfers of files go on as the cluster allows. This one waits for its turn.",
            "Wait for other transfers to end, or raise transfersAtOnce of the cluster."),
    TERMINATING(
            "Terminating",
            "A user or a component of the cluster has deleted the pod, and it is still terminating.",
            "See the cluster's audit log for the user or component that deleted the pod."),
    QUOTA_EXCEEDED(
            "QuotaExceeded",
            "The namespace's quota is used up. The pod fits when other pods have ended.",
            "Wait for other pods to end, or raise the ResourceQuota."),
    QUOTA_NOT_YET_KNOWN(
            "QuotaNotYetKnown",
            "The cluster has not counted the namespace's quota yet.",
            "Wait. If it lasts, check kube-controller-manager, which counts quotas."),
    API_THROTTLED(
            "ApiThrottled",
            "The API server limits requests and asked for a later retry.",
            "Wait, or lower the request rate of this cluster."),
    POD_LIMIT(
            "PodLimit",
            "The cluster or the folder runs maxPods pods. The task waits in the queue and has no pod yet.",
            "Wait for other pods to end, or raise maxPods of the cluster or the folder."),
    REGISTRY_DAMPING(
            "RegistryDamping",
            "A registry limits pulls, so new tasks with the same pull credentials start 30 s apart."
                    + " This task has no pod yet.",
            "Authenticate the pulls, use a mirror, or raise the registry's limit."),
    RUNNING("Running", "The result container is running.", ""),

    // --- pulls --------------------------------------------------------------------------------------------------
    PULL_QPS_EXCEEDED(
            "PullQPSExceeded",
            "The kubelet's own pull limit. It clears within seconds.",
            "Wait, or raise registryPullQPS and registryBurst of the kubelet."),
    REGISTRY_RATE_LIMIT(
            "RegistryRateLimit",
            "The registry, or a mirror in front of it, limits pulls.",
            "Authenticate the pulls, use a mirror, or raise the registry's limit."),
    REGISTRY_UNAVAILABLE(
            "RegistryUnavailable",
            "The registry answers with a server error.",
            "See the registry's status page or its log."),
    REGISTRY_TIMEOUT(
            "RegistryTimeout",
            "The registry, or the network to it, is too slow.",
            "Check the network between the node and the registry."),
    REGISTRY_UNREACHABLE(
            "RegistryUnreachable",
            "The node cannot connect to the registry, or the connection breaks.",
            "Check the registry's address and port, and that the node can reach it."),
    REGISTRY_HOST_UNKNOWN(
            "RegistryHostUnknown", "The registry's host name does not resolve.", "Check the registry's host name."),
    REGISTRY_PROTOCOL(
            "RegistryProtocol",
            "One of the registry and the node speaks plain HTTP, the other HTTPS.",
            "Check the registry's port. Configure the registry as insecure on the nodes, or give it a certificate."),
    REGISTRY_PROXY(
            "RegistryProxy",
            "The HTTP proxy between the node and the registry refuses the pull or does not answer.",
            "Check the proxy settings of the container runtime on the node (HTTPS_PROXY, NO_PROXY, user and password)."
                    + " The task's own settings do not apply to pulls."),
    UNEXPECTED_ANSWER(
            "UnexpectedAnswer",
            "The answer is not that of a registry. A login page, a proxy or another server may stand at the address.",
            "Check the addresses of the registry and its token service, and that the node needs no login page."),
    REGISTRY_TRUST(
            "RegistryTrust",
            "The node and the registry do not agree on a certificate or a TLS version.",
            "Make the node trust the registry's certificate."
                    + " If the message names a client certificate or a TLS version, configure that on the node."),
    IMAGE_NOT_FOUND(
            "ImageNotFound",
            "The registry does not have the image. AMBIGUOUS until two pulls at least 20 s apart agree, then PERMANENT.",
            "Check the image name and tag, and that the image has been pushed."),
    IMAGE_INCOMPLETE(
            "ImageIncomplete",
            "The registry knows the image, but lacks one of its layers or manifests. Replication may be late.",
            "Push the image again, or check the registry's replication, storage and mirrors."),
    IMAGE_DAMAGED(
            "ImageDamaged",
            "A part of the image does not have the content that its digest or size announces.",
            "Check the mirrors and proxies between the node and the registry. If it lasts, push the image again."),
    IMAGE_UNPACK_ERROR(
            "ImageUnpackError",
            "The node lost a part of the image while it unpacked it. The registry has the image.",
            "Wait. If it lasts, remove the image from the node (crictl rmi), or use another node."),
    UNSUPPORTED_IMAGE(
            "UnsupportedImage",
            "The container runtime of the node cannot use an image of this format.",
            "Rebuild the image in a current format that the node supports."
                    + " Check that it is a container image, not a chart or another artifact."),
    IMAGE_BLOCKED(
            "ImageBlocked",
            "A policy of the registry or of the node blocks the image.",
            "Fix what the policy finds in the image, use another image, or ask for an exception from the policy."),
    PULL_ACCESS_DENIED(
            "PullAccessDenied",
            "The registry refuses the pull. Some registries answer this for an image that does not exist.",
            "Check the image name, and that imagePullSecrets name a Secret with access to the image."),
    NO_REGISTRY_CREDENTIAL(
            "NoRegistryCredential",
            "The node has no credential for the registry. A new node may get it late.",
            "Give the node or the pod a credential for the registry (imagePullSecrets)."),
    EXPIRED_REGISTRY_TOKEN(
            "ExpiredRegistryToken",
            "The pull secret holds a token that has expired.",
            "Renew the token in the pull secret."),
    INVALID_IMAGE_NAME(
            "InvalidImageName",
            "The image name cannot be parsed, or the node does not know which registry it means.",
            "Correct the image name. A full name begins with its registry, such as docker.io/library/app."),
    WRONG_PLATFORM(
            "WrongPlatform",
            "The image does not exist for the node's architecture or operating system.",
            "Use an image for the node's architecture, or a nodeSelector for the image's architecture."),
    SIGNATURE_INVALID(
            "SignatureInvalid",
            "A policy of the node or of the registry rejects the image's signature.",
            "Use a signed image, or change the signature policy."),
    ERR_IMAGE_NEVER_PULL(
            "ErrImageNeverPull",
            "imagePullPolicy is Never. The image is not on the node, or the pod has no credential for it.",
            "Change imagePullPolicy, load the image onto the node, or add the image's pull secret to the pod."),
    IMAGE_INSPECT_ERROR(
            "ImageInspectError",
            "The container runtime cannot read its copy of the image.",
            "See the container runtime's log on the node."),
    NODE_DISK("NodeDisk", "The node's disk is full or broken.", "Free disk on the node, or use another node."),
    RUNTIME_UNAVAILABLE(
            "RuntimeUnavailable",
            "The container runtime does not answer the kubelet.",
            "Check the container runtime on the node. It may be restarting."),
    UNKNOWN_PULL_ERROR(
            "UnknownPullError",
            "A pull failed with an unknown message, or with none.",
            "See the pod's events. Add a rule for the message to imageErrorRules."),
    USER_RULE(
            "UserRule",
            "A rule of imageErrorRules matched. Its class applies.",
            "See the message and the rules in imageErrorRules."),

    // --- before the start ---------------------------------------------------------------------------------------
    MISSING_SECRET_OR_CONFIG_MAP(
            "MissingSecretOrConfigMap",
            "A Secret, a ConfigMap or one of their keys is missing. It may be created late.",
            "Create the named Secret or ConfigMap in the pod's namespace, with the named key."),
    RUN_AS_NON_ROOT(
            "RunAsNonRoot",
            "runAsNonRoot is set and the image runs as root or as a named user.",
            "Set securityContext.runAsUser to a number other than 0."),
    CONFIG_NOT_YET_KNOWN(
            "ConfigNotYetKnown",
            "The kubelet has not read the Secrets and ConfigMaps of the pod yet.",
            "Wait. If it lasts, check the kubelet's connection to the API server."),
    CREATE_CONTAINER_CONFIG_ERROR(
            "CreateContainerConfigError",
            "The container's configuration cannot be built.",
            "Check env, envFrom, securityContext and volumeMounts against the message."),
    CREATE_CONTAINER_ERROR(
            "CreateContainerError",
            "The container runtime cannot create the container.",
            "Check the container's command, mounts and securityContext against the message."),
    RUN_CONTAINER_ERROR(
            "RunContainerError",
            "The container runtime cannot start the container.",
            "Check the container's command, mounts and devices against the message."),
    BAD_COMMAND(
            "BadCommand",
            "The command, the user or the working directory does not exist in this image, or cannot be used.",
            "Check the command, entrypoint, user and working directory against the image."),
    BAD_MOUNT(
            "BadMount", "The container runtime cannot make a mount in this image.", "Check volumeMounts and volumes."),
    MEMORY_LIMIT_TOO_LOW(
            "MemoryLimitTooLow",
            "The memory limit is too low to start the container.",
            "Raise the container's memory limit."),
    START_ERROR(
            "StartError",
            "The container runtime could not start the container, and nothing of it ran.",
            "Another attempt may succeed. If none does, check the container's settings and the node against the message."),
    BAD_SETTING(
            "BadSetting",
            "The node does not accept a setting of the container: a security profile, a sysctl, a limit or a runtime class.",
            "Change the setting that the message names, or provide it on the nodes."),
    DEVICE_ERROR(
            "DeviceError",
            "The node cannot give the container a device, such as a GPU.",
            "Check the device driver and the device plugin on the node, and that the image fits the driver."),
    POST_START_HOOK_ERROR(
            "PostStartHookError",
            "The postStart hook failed, so the kubelet killed the container.",
            "Check lifecycle.postStart."),
    CONTAINER_START_HOOK_ERROR(
            "ContainerStartHookError",
            "A start hook of the container runtime failed.",
            "See the kubelet's log on the node."),
    RUNTIME_BUSY(
            "RuntimeBusy",
            "The container runtime is overloaded or short of a resource.",
            "Wait. If it lasts, check the load and the resources of the node."),
    POD_SANDBOX_ERROR(
            "PodSandboxError",
            "The container runtime cannot set up the pod's sandbox or network.",
            "Check the network plugin and the container runtime on the node."),
    FAILED_MOUNT(
            "FailedMount",
            "The node cannot attach or mount a volume.",
            "Check the volumes of the pod and their storage."),
    CONTAINER_NOT_IN_POD(
            "ContainerNotInPod",
            "The result container is not in the pod.",
            "Name a container of the pod as the result container."),
    UNKNOWN_REASON(
            "UnknownReason", "The container waits for an unknown reason.", "See the message and the pod's events."),

    // --- ends ---------------------------------------------------------------------------------------------------
    COMPLETED("Completed", "The result container ended with exit code 0.", ""),
    EXIT_CODE("ExitCode", "The result container ended with an exit code other than 0.", "See the container's log."),
    OOM_KILLED(
            "OOMKilled",
            "The container was killed because it ran out of memory.",
            "Raise the container's memory limit."),
    POSSIBLY_OUT_OF_MEMORY(
            "PossiblyOutOfMemory",
            "The container was killed by SIGKILL."
                    + " Older kubelets, and sometimes containerd 1.6, report running out of memory like this.",
            "The container was possibly out of memory. Raise the memory limit, or find the sender of SIGKILL."),
    PROBE_FAILED(
            "ProbeFailed",
            "The kubelet killed the container because a probe failed.",
            "Check livenessProbe and startupProbe. A task rarely needs them."),
    FILE_TOOL_MISSING(
            "FileToolMissing",
            "The image lacks a program that moves files into the pod and out of it.",
            "Set filesImage to an image that has sh, tar, head, tail, find and sha256sum, such as busybox."),
    FILE_CONTAINER_FAILED(
            "FileContainerFailed",
            "A container that run-pod adds for files ended too early.",
            "See the message. If the volume for files cannot be written, check runAsUser, fsGroup and seLinuxOptions."),
    INIT_CONTAINER_FAILED(
            "InitContainerFailed",
            "An init container failed, so the result container does not start.",
            "See the init container's log."),
    CRASH_LOOP_BACK_OFF(
            "CrashLoopBackOff",
            "The container ends again and again, and the kubelet restarts it.",
            "See the log of the container's last run."),
    DEADLINE_EXCEEDED(
            "DeadlineExceeded",
            "The pod's activeDeadlineSeconds have passed. Waiting and pulling count.",
            "Raise activeDeadlineSeconds, or use runTimeout instead."),
    EVICTED_OWN_LIMIT(
            "EvictedOwnLimit",
            "The pod used more local storage than its limit.",
            "Raise the ephemeral-storage limit or the emptyDir's sizeLimit, or write less."),
    EVICTED(
            "Evicted",
            "The node was short of a resource and evicted the pod.",
            "Raise the pod's requests, or use a larger node."),
    NODE_SHUTDOWN("NodeShutdown", "The node was shut down.", "Check why the node was shut down."),
    KUBELET_REJECTED(
            "KubeletRejected",
            "The kubelet did not admit the pod to its node.",
            "Another attempt may get another node. Check requests, affinity and devices."),
    PREEMPTED(
            "Preempted",
            "The scheduler removed the pod to make room for one of higher priority.",
            "Give the pod a higher priorityClassName."),
    PREEMPTED_BY_QUEUE(
            "PreemptedByQueue",
            "Kueue removed the pod to make room for another one in its queue or cohort.",
            "Give the pod a higher priority in the queue, or the queue a larger quota."),
    EVICTED_BY_QUEUE(
            "EvictedByQueue",
            "Kueue removed the pod for another reason: the queue was stopped, a node failed or the pod was not ready in time.",
            "See the message, and kubectl describe localqueue."),
    DISRUPTED(
            "Disrupted",
            "A component of the cluster ended the pod: taint, drain or garbage collection.",
            "Find out what drains or taints the node. A PodDisruptionBudget or a toleration may help."),
    DELETED_BY_OTHERS(
            "DeletedByOthers",
            "A user or a component of the cluster deleted the pod.",
            "See the cluster's audit log for the user or component that deleted the pod."),
    POD_VANISHED(
            "PodVanished",
            "The pod is gone, and run-pod did not see its end.",
            "See the cluster's audit log for the user or component that deleted the pod."),
    CONTAINER_STATUS_UNKNOWN(
            "ContainerStatusUnknown",
            "The kubelet lost the container, for example after a restart of the node or of the container runtime.",
            "See the node's log."),
    NO_EXIT_CODE(
            "NoExitCode",
            "The pod has ended, and its status shows no exit code of the result container.",
            "See the pod's events."),
    NODE_LOST(
            "NodeLost",
            "The node has stopped reporting. The container may still run there.",
            "Check why the node does not answer. The container may still run there."),

    // --- creates ------------------------------------------------------------------------------------------------
    QUOTA_TOO_SMALL(
            "QuotaTooSmall",
            "The pod asks for more than the namespace's whole quota.",
            "Lower the pod's requests and limits, or raise the ResourceQuota."),
    RESOURCES_NOT_SPECIFIED(
            "ResourcesNotSpecified",
            "The namespace's quota requires requests or limits that the pod does not have.",
            "Set the resources that the message names."),
    LIMIT_RANGE(
            "LimitRange",
            "The pod's resources are outside the namespace's LimitRange.",
            "Change the requests and limits to fit the LimitRange."),
    ADMISSION_DENIED(
            "AdmissionDenied",
            "A policy of the cluster refuses the pod.",
            "Change the pod so that the policy in the message allows it."),
    FORBIDDEN(
            "Forbidden",
            "The credential may not create the pod, or the namespace does not accept it.",
            "Grant the permission that the message names, or use another namespace or service account."),
    SECRETS_FORBIDDEN(
            "SecretsForbidden",
            "The credential may not create or patch Secrets. The secret variables of the container need one.",
            "Allow it to create, patch and delete Secrets in the namespace. Or exclude the build's secret variables with"
                    + " passEnv, and give no secretEnv."),
    OWN_SERVICE_ACCOUNT(
            ServiceAccount.OWN_ACCOUNT,
            "The pod would run as the service account that run-pod itself uses.",
            "Use another service account, or name this one in serviceAccounts of a folder rule."),
    NAMESPACE_NOT_FOUND(
            "NamespaceNotFound", "The namespace does not exist.", "Create the namespace, or name another one."),
    NAMESPACE_TERMINATING(
            "NamespaceTerminating",
            "The namespace is being deleted and accepts nothing new.",
            "Create the namespace again when it is gone, or name another one."),
    SERVICE_ACCOUNT_NOT_FOUND(
            "ServiceAccountNotFound",
            "The pod's service account, or its token, does not exist. A fresh namespace gets its default account late.",
            "Create the service account in the pod's namespace, or name another one."),
    PRIORITY_CLASS_NOT_FOUND(
            "PriorityClassNotFound",
            "The cluster does not have the PriorityClass of the pod.",
            "Correct priorityClassName, or create the PriorityClass."),
    RUNTIME_CLASS_NOT_FOUND(
            "RuntimeClassNotFound",
            "The cluster does not have the RuntimeClass of the pod.",
            "Correct runtimeClassName, or create the RuntimeClass."),
    POD_TOO_LARGE(
            "PodTooLarge",
            "The pod is larger than the API server, its store or a proxy accepts.",
            "Make the manifest smaller. Move large values and scripts into a ConfigMap or the image."),
    INVALID_POD(
            "InvalidPod", "The API server rejects the pod as invalid.", "Correct the fields that the message names."),
    CREATE_FAILS(
            "CreateFails",
            "The API server answers, but it cannot create the pod. A webhook, etcd or a load balancer fails.",
            "Check the webhooks, etcd and the load balancer of the API server."),
    SECRET_CREATE_FAILS(
            "SecretCreateFails",
            "The API server answers, but it cannot create the Secret of the task. A webhook, etcd or its encryption fails.",
            "Check the webhooks for Secrets, and etcd and the encryption provider of the API server."),
    SECRET_ENV_UNREAD(
            "SecretEnvUnread",
            "The secrets of the task cannot be read at present.",
            "Check the credentials provider that the message names."),
    API_ERROR(
            "ApiError",
            "What answers at the address of the API server accepts no pods.",
            "Check the address of the API server, and what stands in front of it.");

    private final String id;
    private final String meaning;
    private final String remedy;

    Cause(String id, String meaning, String remedy) {
        this.id = id;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The cause with this name. A verdict can have a reason that is none. */
    public static Optional<Cause> named(String id) {
        return Arrays.stream(values()).filter(cause -> cause.id.equals(id)).findFirst();
    }

    /** The name users see: {@code RegistryRateLimit}. */
    public String id() {
        return id;
    }

    /** What has happened, in one or two sentences. */
    public String meaning() {
        return meaning;
    }

    /** What to change, in one or two sentences. Empty if there is nothing to change. */
    public String remedy() {
        return remedy;
    }
}
