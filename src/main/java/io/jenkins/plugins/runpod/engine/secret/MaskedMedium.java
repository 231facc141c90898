package io.jenkins.plugins.runpod.engine.secret;

import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;

/** A medium that no secret of a task gets to. Takes whole lines, so that a secret does not come in two pieces. */
final class MaskedMedium implements OutputMedium {
    private static final int LONGEST_LINE = 1 << 20;

    private final OutputMedium medium;
    private final TaskSecrets secrets;
    private final String ownMark;

    MaskedMedium(OutputMedium medium, TaskSecrets secrets, String ownMark) {
        this.medium = medium;
        this.secrets = secrets;
        this.ownMark = ownMark;
    }

    @Override
    public long length() throws IOException {
        return medium.length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        byte[] masked = secrets.mask(text, offset, count, ownMark);
        medium.append(masked, 0, masked.length);
    }

    @Override
    public boolean cutBack(long length) throws IOException {
        return medium.cutBack(length);
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        return medium.newlinesAfter(length);
    }

    @Override
    public int longestLine() {
        return Math.min(LONGEST_LINE, medium.longestLine());
    }
}
