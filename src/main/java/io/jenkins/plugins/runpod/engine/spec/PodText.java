package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Shows a pod as text. Stateless. */
public final class PodText {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final DumpSettings BLOCKS =
            DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

    private PodText() {}

    /** The pod as YAML, without empty fields. */
    public static String yaml(Pod pod) {
        return new Dump(BLOCKS).dumpToString(JSON.convertValue(pod, Map.class));
    }
}
