package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of the {@code runPod} step about the whole pod. */
public abstract class PodParameters extends ContainerParameters {
    private static final long serialVersionUID = 1L;

    private String namespace;
    private String name;
    private String serviceAccount;
    private List<String> imagePullSecrets;
    private Map<String, String> nodeSelector;
    private List<String> tolerations;
    private Map<String, String> labels;
    private Map<String, String> annotations;
    private String yaml;
    private String yamlFile;
    private String container;
    private List<String> logContainers;

    /** Only the step itself has these parameters. */
    PodParameters() {}

    @Override
    void fill(TaskParameters p) {
        super.fill(p);
        p.namespace = namespace;
        p.name = name;
        p.serviceAccount = serviceAccount;
        p.imagePullSecrets = ParameterValues.orEmpty(imagePullSecrets);
        p.nodeSelector = ParameterValues.orEmpty(nodeSelector);
        p.tolerations = ParameterValues.orEmpty(tolerations);
        p.labels = ParameterValues.orEmpty(labels);
        p.annotations = ParameterValues.orEmpty(annotations);
        p.yaml = yaml;
        p.container = container;
        p.logContainers = ParameterValues.orEmpty(logContainers);
    }

    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    @CheckForNull
    public String getServiceAccount() {
        return serviceAccount;
    }

    @DataBoundSetter
    public void setServiceAccount(String serviceAccount) {
        this.serviceAccount = Util.fixEmptyAndTrim(serviceAccount);
    }

    @CheckForNull
    public List<String> getImagePullSecrets() {
        return imagePullSecrets;
    }

    @DataBoundSetter
    public void setImagePullSecrets(List<String> imagePullSecrets) {
        this.imagePullSecrets = ParameterValues.list(imagePullSecrets);
    }

    @CheckForNull
    public Map<String, String> getNodeSelector() {
        return nodeSelector;
    }

    @DataBoundSetter
    public void setNodeSelector(Map nodeSelector) {
        this.nodeSelector = ParameterValues.map(nodeSelector);
    }

    @CheckForNull
    public List<String> getTolerations() {
        return tolerations;
    }

    @DataBoundSetter
    public void setTolerations(List<String> tolerations) {
        this.tolerations = ParameterValues.list(tolerations);
    }

    @CheckForNull
    public Map<String, String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(Map labels) {
        this.labels = ParameterValues.map(labels);
    }

    @CheckForNull
    public Map<String, String> getAnnotations() {
        return annotations;
    }

    @DataBoundSetter
    public void setAnnotations(Map annotations) {
        this.annotations = ParameterValues.map(annotations);
    }

    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = Util.fixEmpty(yaml);
    }

    @CheckForNull
    public String getYamlFile() {
        return yamlFile;
    }

    @DataBoundSetter
    public void setYamlFile(String yamlFile) {
        this.yamlFile = Util.fixEmptyAndTrim(yamlFile);
    }

    @CheckForNull
    public String getContainer() {
        return container;
    }

    @DataBoundSetter
    public void setContainer(String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    @CheckForNull
    public List<String> getLogContainers() {
        return logContainers;
    }

    @DataBoundSetter
    public void setLogContainers(List<String> logContainers) {
        this.logContainers = ParameterValues.list(logContainers);
    }
}
