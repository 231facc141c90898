package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** An output whose users give patterns of files to leave out. */
@Restricted(NoExternalUse.class)
public abstract class PatternOutput extends PodOutput {
    private static final long serialVersionUID = 1L;

    private String excludes;
    private boolean allowEmpty;

    PatternOutput() {}

    @CheckForNull
    public String getExcludes() {
        return excludes;
    }

    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = Util.fixEmptyAndTrim(excludes);
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    @Override
    public String excludes() {
        return Util.fixNull(excludes);
    }

    @Override
    public boolean allowEmpty() {
        return allowEmpty;
    }
}
