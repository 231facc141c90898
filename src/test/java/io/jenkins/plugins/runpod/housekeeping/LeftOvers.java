package io.jenkins.plugins.runpod.housekeeping;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.util.UUID;

/** Pods as a task made them of which Jenkins knows nothing. */
final class LeftOvers {
    private LeftOvers() {}

    /** The name of a new one. */
    static String create(EmbeddedCluster cluster, String controller, String build) throws IOException {
        TaskId task = new TaskId(controller, UUID.randomUUID().toString());
        String name = "left-over-" + task.task().substring(0, 8);
        String pod = new KubernetesSerialization()
                .asJson(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(PodLabels.MANAGED_BY, "run-pod")
                        .addToLabels(PodLabels.CONTROLLER, task.controllerLabel())
                        .addToLabels(PodLabels.TASK, task.taskLabel())
                        .addToAnnotations(TaskFiles.BUILD_ANNOTATION, build)
                        .endMetadata()
                        .withNewSpec()
                        .withTerminationGracePeriodSeconds(1L)
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("main")
                        .withImage("busybox")
                        .withCommand("sleep", "600")
                        .endContainer()
                        .endSpec()
                        .build());
        cluster.store().create(Resource.PODS, "default", (ObjectNode) new ObjectMapper().readTree(pod));
        return name;
    }
}
