package io.jenkins.plugins.runpod.permissions;

import java.util.List;

/**
 * A method that answers to HTTP, and who may have what it has to say.
 *
 * @param method simple name of its class, with the outer one, its own, and what else its path has
 * @param access who
 * @param query what to ask it, so that {@code answer} is what those get who may have it
 */
record Endpoint(String method, Access access, String query, String answer) {

    /** Who gets the answer. The rest is refused, or gets an answer in which it is not. */
    enum Access {
        /** Administrators; the rest is refused. */
        ADMINISTER,
        /** Administrators; the rest gets no more than it sent. */
        ADMINISTER_QUIETLY,
        /** Who may configure the job, or may see its configuration. */
        CONFIGURE,
        /** Who may see the job. */
        READ,
        /** Who may stop the job's builds. */
        CANCEL
    }

    /** Every one there is. */
    static final List<Endpoint> ALL = List.of(
            step("doFillClusterItems", "", "for-team-a"),
            step("doFillPresetItems", "cluster=for-team-a", "a-preset"),
            step("doFillParameterItems/imagePullPolicy", "", "IfNotPresent"),
            step("doFillParameterItems/retention", "", "keepFailed"),
            step("doCheckParameter/image", "value=a+b", "white space"),
            step("doCheckNewParameter/image", "value=a+b", "white space"),
            step("doCheckParameter/namespace", "value=A_B", "not a valid name of a namespace"),
            step("doCheckParameter/name", "value=A_B", "lower-case letters"),
            step("doCheckParameter/command", "value=x&entrypoint=y", "a script for sh -c"),
            step("doCheckParameter/env", "value=1%3Dx", "not a valid name of a variable"),
            step("doCheckParameter/secretEnv", "value=1%3Dx", "not a valid name of a variable"),
            step("doCheckParameter/envFrom", "value=x", "neither secret/NAME"),
            step("doCheckParameter/requests", "value=cpu%3Dx", "not a quantity"),
            step("doCheckParameter/limits", "value=cpu%3Dx", "not a quantity"),
            step("doCheckParameter/serviceAccount", "value=A_B", "is not a valid name"),
            step("doCheckParameter/imagePullSecrets", "value=A_B", "not a valid name of a Secret"),
            step("doCheckParameter/nodeSelector", "value=x", "not of the form"),
            step("doCheckParameter/tolerations", "value=a+b", "not of the form"),
            step("doCheckParameter/labels", "value=a+b%3Dc", "not a valid label key"),
            step("doCheckParameter/annotations", "value=run-pod.jenkins.io/x%3D1", "is reserved for run-pod"),
            step("doCheckParameter/yaml", "value=kind:+Job", "a Pod, not a Job"),
            step("doCheckParameter/yamlFile", "value=pod.yaml&yaml=kind:+Pod", "annot be given together with yaml"),
            step("doPreview", "image=a+b", "white space"),
            step("doCheckParameter/scheduleTimeout", "value=x", "not a duration"),
            step("doCheckParameter/startTimeout", "value=x", "not a duration"),
            step("doCheckParameter/rateLimitTimeout", "value=x", "not a duration"),
            step("doCheckParameter/graceTimeout", "value=x", "not a duration"),
            step("doCheckParameter/runTimeout", "value=x", "not a duration"),
            step("doCheckParameter/apiUnavailableTimeout", "value=x", "not a duration"),
            step("doCheckParameter/terminationGracePeriod", "value=x", "not a duration"),
            step("doCheckParameter/attempts", "value=0", "between 1 and"),
            step("doCheckParameter/retryOn", "value=x", "is none of"),
            step("doCheckParameter/retention", "value=x", "is none of"),
            step("doCheckParameter/imageErrorRules", "value=x", "not of the form"),
            step(
                    "doCheckParameter/returnStatus",
                    "value=true&returnStdout=true",
                    "annot be given together with returnStdout"),
            new Endpoint("ClusterAccessForm.doFillCredentialsIdItems", Access.ADMINISTER_QUIETLY, "", "a-credential"),
            access("doCheckServerUrl", "value=x", "https://host:port"),
            access("doCheckCredentialsId", "value=nosuch", "no credentials with the id"),
            access("doCheckCertificateAuthority", "value=x&serverUrl=https://h", "not a certificate"),
            access("doCheckSkipTlsVerification", "value=true&serverUrl=https://h", "can read and change"),
            access("doCheckUseJenkinsProxy", "value=true", "Jenkins has no proxy"),
            access("doCheckContext", "value=x", "no kubeconfig"),
            access("doCheckAllowKubeconfigCommands", "value=true", "no kubeconfig"),
            cluster("doCheckName", "value=", "Required"),
            cluster("doFillPodSecurityItems", "", "restricted"),
            cluster("doCheckPodSecurity", "value=privileged", "take over nodes"),
            cluster("doCheckNamespace", "value=A_B", "Not a valid name"),
            cluster("doCheckYaml", "value=kind:+Job", "a Pod, not a Job"),
            cluster("doCheckEnforced", "value=kind:+Job", "a Pod, not a Job"),
            cluster("doCheckMaxPods", "value=-1", "negative"),
            cluster("doCheckRequestsPerSecond", "value=-1", "negative"),
            cluster("doCheckMostFiles", "value=-1", "negative"),
            cluster("doCheckTransfersAtOnce", "value=-1", "negative"),
            cluster("doCheckMostFileBytes", "value=x", "not a size"),
            cluster("doCheckImageMirrors", "value=text", "is not of the form REGISTRY=MIRROR"),
            cluster("doCheckQueueTimeout", "value=x", "not a duration"),
            cluster("doCheckScheduleTimeout", "value=x", "not a duration"),
            cluster("doCheckStartTimeout", "value=x", "not a duration"),
            cluster("doCheckRateLimitTimeout", "value=x", "not a duration"),
            cluster("doCheckGraceTimeout", "value=x", "not a duration"),
            cluster("doCheckTransferTimeout", "value=x", "not a duration"),
            cluster("doCheckRunTimeout", "value=x", "not a duration"),
            cluster("doTestConnection", "serverUrl=http://127.0.0.1:1", "The connection fails"),
            folder("doCheckFolder", "value=nosuch", "nosuch does not exist"),
            folder("doCheckNamespaces", "value=A_B", "Not a valid name"),
            folder("doCheckServiceAccounts", "value=A_B", "Not a valid name"),
            layer("PodPreset$DescriptorImpl.doCheckName", "value=", "Required"),
            layer("PodPreset$DescriptorImpl.doCheckYaml", "value=kind:+Job", "a Pod, not a Job"),
            layer("FolderPresets$DescriptorImpl.doCheckYaml", "value=kind:+Job", "a Pod, not a Job"),
            new Endpoint("PodsAction.doTasks", Access.READ, "", "\"rows\""),
            new Endpoint("PodsAction.doEvents", Access.READ, "task=TASK", "\"events\""),
            new Endpoint("PodsAction.doCancel", Access.CANCEL, "task=TASK", "is no longer running"),
            new Endpoint("RunningTasksLink.doTasks", Access.ADMINISTER, "", "\"clusters\""),
            new Endpoint("RunningTasksLink.doCancel", Access.ADMINISTER, "task=TASK", "is no longer running"),
            history("HistoryPage.doSums", Access.ADMINISTER, "\"buckets\""),
            history("HistoryPage.doAdvice", Access.ADMINISTER, "\"advice\""),
            history("HistoryPage.doBuilds", Access.ADMINISTER, "\"matching\""),
            history("HistoryPage.doCsv", Access.ADMINISTER, "ended,task,build"),
            history("HistoryApi.doJson", Access.ADMINISTER, "\"skipped\""),
            history("HistoryPage.doSums/folder", Access.READ, "\"buckets\""),
            history("HistoryPage.doAdvice/folder", Access.READ, "\"advice\""),
            history("HistoryPage.doBuilds/folder", Access.READ, "\"matching\""),
            history("HistoryPage.doCsv/folder", Access.READ, "ended,task,build"),
            history("HistoryApi.doJson/folder", Access.READ, "\"skipped\""),
            new Endpoint("SameIdentityMonitor.doNewIdentity", Access.ADMINISTER, "", "Manage Jenkins"),
            new Endpoint("SameIdentityMonitor.doTakeOver", Access.ADMINISTER, "", "Manage Jenkins"),
            new Endpoint("UnknownIdentityMonitor.doNewIdentity", Access.ADMINISTER, "", "Manage Jenkins"));

    private static Endpoint step(String method, String query, String answer) {
        return new Endpoint("RunPodStepDescriptor." + method, Access.CONFIGURE, query, answer);
    }

    private static Endpoint access(String method, String query, String answer) {
        return new Endpoint("ClusterAccessForm." + method, Access.ADMINISTER, query, answer);
    }

    private static Endpoint cluster(String method, String query, String answer) {
        return new Endpoint("ClusterConfigurationForm." + method, Access.ADMINISTER, query, answer);
    }

    private static Endpoint layer(String method, String query, String answer) {
        return new Endpoint(method, Access.CONFIGURE, query, answer);
    }

    private static Endpoint history(String method, Access access, String answer) {
        return new Endpoint(method, access, "", answer);
    }

    private static Endpoint folder(String method, String query, String answer) {
        return new Endpoint("FolderRule$DescriptorImpl." + method, Access.ADMINISTER, query, answer);
    }

    /** The method without what it is asked about. */
    String name() {
        return method.replaceAll("/.*", "");
    }

    /** The part of the address that Stapler finds the method by. */
    String path() {
        String name = method.substring(method.indexOf(".do") + 3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Whether it has no effect and asks nobody, so that a GET will do. */
    boolean harmless() {
        return (access == Access.READ && !method.equals("PodsAction.doEvents"))
                || method.equals("RunningTasksLink.doTasks")
                || method.startsWith("History");
    }

    @Override
    public String toString() {
        return method;
    }
}
