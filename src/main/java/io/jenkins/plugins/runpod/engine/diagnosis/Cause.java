package io.jenkins.plugins.runpod.engine.diagnosis;

/**
 * Every cause that diagnosis can name, with what it means and what to do about it. The names are a closed set, so that
 * users can rely on them; what Kubernetes says in its own open set of words goes into the message.
 */
public enum Cause {
    // --- normal progress ----------------------------------------------------------------------------------------
    NOT_SCHEDULED(
            "NotScheduled", "The scheduler has not looked at the pod yet.", "Wait; if it lasts, see the scheduler."),
    UNSCHEDULABLE(
            "Unschedulable",
            "No node fits the pod at present.",
            "Free or add capacity, or change the requests, nodeSelector, tolerations or volumes of the pod."),
    SCHEDULING_GATED(
            "SchedulingGated",
            "The pod carries scheduling gates that somebody has to remove.",
            "See the controller that owns the pod's scheduling gates."),
    CONTAINER_CREATING(
            "ContainerCreating",
            "Volumes, network, image or container are being set up.",
            "Wait; if it lasts, see the pod's events."),
    POD_INITIALIZING("PodInitializing", "Init containers come first.", "Wait; if it lasts, see the init containers."),
    TERMINATING(
            "Terminating",
            "Somebody has deleted the pod and it has not gone yet.",
            "See the cluster's audit log for who deleted the pod."),
    QUOTA_EXCEEDED(
            "QuotaExceeded",
            "The namespace's quota is used up; the pod fits when others have ended.",
            "Wait for other pods to end, or raise the ResourceQuota."),
    API_THROTTLED(
            "ApiThrottled",
            "The API server asked to come back later.",
            "Wait, or lower the request rate of this cluster."),
    POD_LIMIT(
            "PodLimit",
            "The cluster runs as many pods as it may; the task waits in the queue, before it has a pod.",
            "Wait for other pods to end, or raise maxPods of the cluster."),
    REGISTRY_DAMPING(
            "RegistryDamping",
            "A registry limits pulls, so new tasks for it start one after the other; this one has no pod yet.",
            "Authenticate the pulls, use a mirror, or raise the registry's limit."),
    RUNNING("Running", "The result container runs.", ""),

    // --- pulls --------------------------------------------------------------------------------------------------
    PULL_QPS_EXCEEDED(
            "PullQPSExceeded",
            "The kubelet's own pull limit; it cures within seconds.",
            "Wait, or raise registryPullQPS and registryBurst of the kubelet."),
    REGISTRY_RATE_LIMIT(
            "RegistryRateLimit",
            "The registry, or a mirror before it, limits pulls.",
            "Authenticate the pulls, use a mirror, or raise the registry's limit."),
    REGISTRY_UNAVAILABLE(
            "RegistryUnavailable",
            "The registry answers with a server error.",
            "See the registry's status page or log."),
    REGISTRY_TIMEOUT(
            "RegistryTimeout",
            "The registry, or the way to it, is too slow.",
            "Check the network between the node and the registry."),
    REGISTRY_UNREACHABLE(
            "RegistryUnreachable",
            "The connection to the registry fails or breaks.",
            "Check the registry's address and port, and that the node can reach it."),
    REGISTRY_HOST_UNKNOWN(
            "RegistryHostUnknown", "The registry's host name does not resolve.", "Check the registry's host name."),
    REGISTRY_PROTOCOL(
            "RegistryProtocol",
            "The registry speaks plain HTTP where the node expects HTTPS.",
            "Configure the registry as insecure on the nodes, or give it a certificate."),
    REGISTRY_TRUST(
            "RegistryTrust",
            "The node does not trust the registry's certificate.",
            "Make the node trust the registry's certificate."),
    IMAGE_NOT_FOUND(
            "ImageNotFound",
            "The registry does not know the image. AMBIGUOUS until two pulls at least 20 s apart agree, then PERMANENT.",
            "Check the image name and tag, and that the image has been pushed."),
    PULL_ACCESS_DENIED(
            "PullAccessDenied",
            "The registry refuses the pull, or hides that the image does not exist.",
            "Check that the image name is right and that imagePullSecrets name a secret that may read it."),
    NO_REGISTRY_CREDENTIAL(
            "NoRegistryCredential",
            "The node has no credential for the registry; a fresh node gets it late.",
            "Give the node or the pod a credential for the registry (imagePullSecrets)."),
    EXPIRED_REGISTRY_TOKEN(
            "ExpiredRegistryToken",
            "The pull secret holds a token that has expired.",
            "Renew the pull secret; its token has expired."),
    INVALID_IMAGE_NAME("InvalidImageName", "The image name cannot be parsed.", "Correct the image name."),
    WRONG_PLATFORM(
            "WrongPlatform",
            "The image does not exist for the node's architecture or operating system.",
            "Use an image for the node's architecture, or a nodeSelector for the image's."),
    SIGNATURE_INVALID(
            "SignatureInvalid",
            "The node's policy rejects the image's signature.",
            "Use a signed image, or change the node's signature policy."),
    ERR_IMAGE_NEVER_PULL(
            "ErrImageNeverPull",
            "imagePullPolicy is Never and the image is not on the node.",
            "Use another imagePullPolicy than Never, or bring the image to the node."),
    IMAGE_INSPECT_ERROR(
            "ImageInspectError",
            "The runtime cannot read the image it has.",
            "See the container runtime's log on the node."),
    NODE_DISK("NodeDisk", "The node's disk is full or broken.", "Free disk on the node, or use another node."),
    RUNTIME_UNAVAILABLE(
            "RuntimeUnavailable",
            "The container runtime does not answer the kubelet.",
            "See the container runtime on the node; it may be restarting."),
    UNKNOWN_PULL_ERROR(
            "UnknownPullError",
            "A pull failed with a text that is not in the table, or with none.",
            "See the pod's events; imageErrorRules can teach the text."),
    USER_RULE(
            "UserRule", "A row of imageErrorRules matched; its class applies.", "See the message and imageErrorRules."),

    // --- before the start ---------------------------------------------------------------------------------------
    MISSING_OBJECT(
            "MissingSecretOrConfigMap",
            "A Secret, a ConfigMap or a key of one is missing; it may come late.",
            "Create the named Secret or ConfigMap in the pod's namespace, with the named key."),
    RUN_AS_NON_ROOT(
            "RunAsNonRoot",
            "runAsNonRoot is set and the image runs as root or as a named user.",
            "Set securityContext.runAsUser to a number other than 0."),
    CONFIG_NOT_YET_KNOWN(
            "ConfigNotYetKnown",
            "The kubelet has not read the needed objects yet.",
            "Wait; if it lasts, see the kubelet's connection to the API server."),
    CREATE_CONTAINER_CONFIG_ERROR(
            "CreateContainerConfigError",
            "The container's configuration cannot be built.",
            "Check env, envFrom, securityContext and volumeMounts against the message."),
    CREATE_CONTAINER_ERROR(
            "CreateContainerError",
            "The runtime cannot create the container.",
            "Check the container's command, mounts and securityContext against the message."),
    RUN_CONTAINER_ERROR(
            "RunContainerError",
            "The runtime cannot start the container.",
            "Check the container's command, mounts and devices against the message."),
    BAD_COMMAND(
            "BadCommand",
            "The command or working directory cannot be used in this image.",
            "Check the command, entrypoint and working directory against the image."),
    BAD_MOUNT("BadMount", "A mount cannot be made in this image.", "Check volumeMounts and volumes."),
    MEMORY_LIMIT_TOO_LOW(
            "MemoryLimitTooLow", "The memory limit is too low even to start.", "Raise the container's memory limit."),
    START_ERROR(
            "StartError",
            "The container could not be started.",
            "Check the container's command, mounts and devices against the message."),
    POST_START_HOOK_ERROR(
            "PostStartHookError", "The postStart hook failed; the container was killed.", "Check lifecycle.postStart."),
    START_HOOK_ERROR(
            "ContainerStartHookError", "The runtime's own start hook failed.", "See the kubelet's log on the node."),
    RUNTIME_BUSY(
            "RuntimeBusy",
            "The container runtime is overloaded or short of something.",
            "Wait; if it lasts, see the load and the resources of the node."),
    POD_SANDBOX_ERROR(
            "PodSandboxError",
            "The pod's sandbox or network cannot be set up.",
            "See the network plugin and the container runtime on the node."),
    FAILED_MOUNT(
            "FailedMount",
            "A volume cannot be attached or mounted.",
            "Check the volumes of the pod and their storage."),
    CONTAINER_NOT_IN_POD(
            "ContainerNotInPod",
            "The container whose result counts is not in the pod.",
            "Name a container of the pod as the result container."),
    UNKNOWN_REASON(
            "UnknownReason",
            "The container waits for a reason that is not in the table.",
            "See the message and the pod's events."),

    // --- ends ---------------------------------------------------------------------------------------------------
    COMPLETED("Completed", "The result container ended with exit code 0.", ""),
    EXIT_CODE("ExitCode", "The result container ended with another exit code than 0.", "See the container's log."),
    OOM_KILLED("OOMKilled", "The container was killed for want of memory.", "Raise the container's memory limit."),
    POSSIBLY_OUT_OF_MEMORY(
            "PossiblyOutOfMemory",
            "The container was killed by SIGKILL; older kubelets report running out of memory like this.",
            "It was possibly out of memory: raise the memory limit, or find out who sent SIGKILL."),
    PROBE_FAILED(
            "ProbeFailed",
            "The kubelet killed the container because a probe failed.",
            "Check livenessProbe and startupProbe; a task rarely needs them."),
    INIT_CONTAINER_FAILED(
            "InitContainerFailed",
            "An init container failed, so the pod cannot go on.",
            "See the init container's log."),
    CRASH_LOOP(
            "CrashLoopBackOff",
            "The container keeps ending and is restarted.",
            "See the container's log of its last run."),
    DEADLINE_EXCEEDED(
            "DeadlineExceeded",
            "The pod's activeDeadlineSeconds are over; waiting and pulling count.",
            "Raise activeDeadlineSeconds, or use runTimeout instead."),
    EVICTED_OWN_LIMIT(
            "EvictedOwnLimit",
            "The pod used more local storage than it allows itself.",
            "Raise the ephemeral-storage limit or the emptyDir's sizeLimit, or write less."),
    EVICTED(
            "Evicted",
            "The node was short of something and evicted the pod.",
            "Raise the pod's requests, or use a larger node."),
    NODE_SHUTDOWN("NodeShutdown", "The node was shut down.", "Run the task again on another node."),
    KUBELET_REJECTED(
            "KubeletRejected",
            "The kubelet did not admit the pod to its node.",
            "Another attempt may get another node; check requests, affinity and devices."),
    PREEMPTED(
            "Preempted",
            "The pod had to make room for a more important one.",
            "Give the pod a higher priorityClassName."),
    DISRUPTED(
            "Disrupted",
            "A component of the cluster ended the pod: taint, drain or garbage collection.",
            "See who drains or taints nodes; a PodDisruptionBudget or toleration may help."),
    DELETED_BY_OTHERS(
            "DeletedByOthers",
            "Somebody else deleted the pod.",
            "See the cluster's audit log for who deleted the pod."),
    POD_VANISHED(
            "PodVanished",
            "The pod is gone and its end was not seen.",
            "See the cluster's audit log for who deleted the pod."),
    CONTAINER_STATUS_UNKNOWN(
            "ContainerStatusUnknown",
            "The kubelet lost the container, after a restart of the node or the runtime for instance.",
            "Check what the task did before you run it again; see the node's log."),
    NO_EXIT_CODE(
            "NoExitCode",
            "The pod is over and its status shows no exit code of the result container.",
            "Check what the task did before you run it again; see the pod's events."),
    NODE_LOST(
            "NodeLost",
            "The node has stopped reporting; the container may still run there.",
            "See why the node does not answer; the container may still run there."),

    // --- creates ------------------------------------------------------------------------------------------------
    QUOTA_TOO_SMALL(
            "QuotaTooSmall",
            "The pod asks for more than the namespace's whole quota.",
            "Lower the pod's requests and limits, or raise the ResourceQuota."),
    RESOURCES_NOT_SPECIFIED(
            "ResourcesNotSpecified",
            "The namespace's quota wants requests or limits that the pod does not have.",
            "Set the resources that the message names."),
    LIMIT_RANGE(
            "LimitRange",
            "The pod's resources are outside the namespace's LimitRange.",
            "Change the resources to lie within the LimitRange."),
    ADMISSION_DENIED(
            "AdmissionDenied",
            "A policy of the cluster refuses the pod.",
            "Change the pod so that the named policy allows it."),
    FORBIDDEN(
            "Forbidden",
            "The credential may not create the pod, or the namespace does not take it.",
            "Grant the permission that the message names, or use another namespace or service account."),
    NAMESPACE_NOT_FOUND(
            "NamespaceNotFound", "The namespace does not exist.", "Create the namespace, or name another one."),
    INVALID_POD("InvalidPod", "The API server does not accept the pod.", "Correct the fields that the message names."),
    API_ERROR("ApiError", "The API server, or a webhook it calls, fails.", "See the API server and its webhooks.");

    private final String id;
    private final String meaning;
    private final String remedy;

    Cause(String id, String meaning, String remedy) {
        this.id = id;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The name users see: {@code RegistryRateLimit}. */
    public String id() {
        return id;
    }

    /** One sentence: what is the matter. */
    public String meaning() {
        return meaning;
    }

    /** One sentence: what to change; empty where there is nothing to change. */
    public String remedy() {
        return remedy;
    }
}
