package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of the {@code runPod} step about waiting, retries and retention. */
public abstract class WaitingParameters extends PodParameters {
    private static final long serialVersionUID = 1L;

    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String runTimeout;
    private String apiUnavailableTimeout;
    private String terminationGracePeriod;
    private Integer attempts;
    private List<String> retryOn;
    private String retention;
    private Map<String, String> imageErrorRules;

    /** Only the step itself has these parameters. */
    WaitingParameters() {}

    @Override
    void fill(TaskParameters p) {
        super.fill(p);
        p.scheduleTimeout = scheduleTimeout;
        p.startTimeout = startTimeout;
        p.rateLimitTimeout = rateLimitTimeout;
        p.runTimeout = runTimeout;
        p.apiUnavailableTimeout = apiUnavailableTimeout;
        p.terminationGracePeriod = terminationGracePeriod;
        p.attempts = attempts;
        p.retryOn = ParameterValues.orEmpty(retryOn);
        p.retention = retention;
        p.imageErrorRules = ParameterValues.orEmpty(imageErrorRules);
    }

    @CheckForNull
    public String getScheduleTimeout() {
        return scheduleTimeout;
    }

    @DataBoundSetter
    public void setScheduleTimeout(String scheduleTimeout) {
        this.scheduleTimeout = Util.fixEmptyAndTrim(scheduleTimeout);
    }

    @CheckForNull
    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(String startTimeout) {
        this.startTimeout = Util.fixEmptyAndTrim(startTimeout);
    }

    @CheckForNull
    public String getRateLimitTimeout() {
        return rateLimitTimeout;
    }

    @DataBoundSetter
    public void setRateLimitTimeout(String rateLimitTimeout) {
        this.rateLimitTimeout = Util.fixEmptyAndTrim(rateLimitTimeout);
    }

    @CheckForNull
    public String getRunTimeout() {
        return runTimeout;
    }

    @DataBoundSetter
    public void setRunTimeout(String runTimeout) {
        this.runTimeout = Util.fixEmptyAndTrim(runTimeout);
    }

    @CheckForNull
    public String getApiUnavailableTimeout() {
        return apiUnavailableTimeout;
    }

    @DataBoundSetter
    public void setApiUnavailableTimeout(String apiUnavailableTimeout) {
        this.apiUnavailableTimeout = Util.fixEmptyAndTrim(apiUnavailableTimeout);
    }

    @CheckForNull
    public String getTerminationGracePeriod() {
        return terminationGracePeriod;
    }

    @DataBoundSetter
    public void setTerminationGracePeriod(String terminationGracePeriod) {
        this.terminationGracePeriod = Util.fixEmptyAndTrim(terminationGracePeriod);
    }

    @CheckForNull
    public Integer getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(Integer attempts) {
        this.attempts = attempts;
    }

    @CheckForNull
    public List<String> getRetryOn() {
        return retryOn;
    }

    @DataBoundSetter
    public void setRetryOn(Object retryOn) {
        this.retryOn = ParameterValues.retryOn(retryOn);
    }

    @CheckForNull
    public String getRetention() {
        return retention;
    }

    @DataBoundSetter
    public void setRetention(String retention) {
        this.retention = Util.fixEmptyAndTrim(retention);
    }

    @CheckForNull
    public Map<String, String> getImageErrorRules() {
        return imageErrorRules;
    }

    @DataBoundSetter
    public void setImageErrorRules(Map imageErrorRules) {
        this.imageErrorRules = ParameterValues.map(imageErrorRules);
    }
}
