package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A pod as people read it. */
public final class PodText {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final DumpSettings BLOCKS =
            DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

    private PodText() {}

    /** In YAML, without what is empty. */
    public static String yaml(Pod pod) {
        return new Dump(BLOCKS).dumpToString(JSON.convertValue(pod, Map.class));
    }
}
