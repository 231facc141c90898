package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Merges pull secrets and tolerations into a pod. */
final class Scheduling {
    private static final Pattern TOLERATION =
            Pattern.compile("([A-Za-z0-9./_-]+)(?:=([A-Za-z0-9._-]*))?(?::(NoSchedule|PreferNoSchedule|NoExecute))?");

    private Scheduling() {}

    static void pullSecrets(PodSpec spec, List<String> names, List<String> problems) {
        Map<String, LocalObjectReference> secrets = new LinkedHashMap<>();
        if (spec.getImagePullSecrets() != null) {
            spec.getImagePullSecrets().stream().filter(s -> s != null).forEach(s -> secrets.put(s.getName(), s));
        }
        for (String name : names) {
            if (!KubeNames.isSubdomain(name)) {
                problems.add("imagePullSecrets: \"" + name + "\" is not a valid name of a Secret");
            }
            secrets.put(name, new LocalObjectReference(name));
        }
        spec.setImagePullSecrets(new ArrayList<>(secrets.values()));
    }

    static void tolerations(PodSpec spec, List<String> texts, List<String> problems) {
        List<Toleration> tolerations = new ArrayList<>();
        if (spec.getTolerations() != null) {
            tolerations.addAll(spec.getTolerations());
        }
        for (String text : texts) {
            Matcher form = TOLERATION.matcher(text.trim());
            if (!form.matches()) {
                problems.add("tolerations: \"" + text + "\" is not of the form KEY, KEY:EFFECT or KEY=VALUE:EFFECT");
                continue;
            }
            Toleration toleration = new Toleration();
            toleration.setKey(form.group(1));
            toleration.setOperator(form.group(2) == null ? "Exists" : "Equal");
            toleration.setValue(form.group(2));
            toleration.setEffect(form.group(3));
            if (!tolerations.contains(toleration)) {
                tolerations.add(toleration);
            }
        }
        spec.setTolerations(tolerations);
    }
}
