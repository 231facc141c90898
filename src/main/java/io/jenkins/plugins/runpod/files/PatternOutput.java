package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;

/** An output whose users give patterns of files to take and to leave out. */
@Restricted(NoExternalUse.class)
public abstract class PatternOutput extends PodOutput {
    private static final long serialVersionUID = 1L;

    private String includes;
    private String excludes;
    private boolean allowEmpty;

    PatternOutput(String includes) {
        this.includes = Util.fixEmptyAndTrim(includes);
    }

    @CheckForNull
    public String getIncludes() {
        return includes;
    }

    /** For an output whose form has it beside its main field. */
    final void includes(String patterns) {
        includes = Util.fixEmptyAndTrim(patterns);
    }

    @Override
    public String includes() {
        return Util.fixNull(includes);
    }

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
