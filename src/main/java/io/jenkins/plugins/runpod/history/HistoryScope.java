package io.jenkins.plugins.runpod.history;

import java.util.function.Predicate;

/**
 * What a viewer may see.
 *
 * @param folder the full name of the folder whose page it is. Empty for the page of the controller
 * @param jobs whether the viewer may see a job of this full name
 */
public record HistoryScope(String folder, Predicate<String> jobs) {
    /** Everything. */
    public static final HistoryScope ALL = new HistoryScope("", job -> true);

    boolean shows(String job) {
        return isIn(folder, job) && jobs.test(job);
    }

    /** Whether a job is a folder's, is in a folder below it, or has the name itself. */
    static boolean isIn(String folder, String job) {
        return folder.isEmpty()
                || job.startsWith(folder) && (job.length() == folder.length() || job.charAt(folder.length()) == '/');
    }

    /** The part of a job's name that leads one level below a folder. */
    static String below(String folder, String job) {
        int slash = job.indexOf('/', folder.isEmpty() ? 0 : folder.length() + 1);
        return slash < 0 ? job : job.substring(0, slash);
    }
}
