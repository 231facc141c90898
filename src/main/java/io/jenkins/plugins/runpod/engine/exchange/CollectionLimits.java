package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.text.Sizes;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how the outputs of a pod exceed a limit. Stateless. */
final class CollectionLimits {
    private CollectionLimits() {}

    /**
     * One or two sentences.
     *
     * @param counts the number of all files, and then the matches of each output, if the pod has counted them
     */
    static String message(FilePlan plan, ScriptExit exit, Optional<List<Integer>> counts) {
        String limit = exit == ScriptExit.TOO_MANY_FILES
                ? number(plan.limits().files()) + " files"
                : Sizes.format(plan.limits().bytes());
        String all = counts.map(numbers -> " in " + number(numbers.get(0)) + " files")
                .orElse("");
        String what = exit == ScriptExit.TOO_MANY_FILES
                ? "The outputs have too many files"
                        + counts.map(n -> ", " + number(n.get(0))).orElse("")
                : "The outputs are too large" + all;
        return what + ". The limit is " + limit + "."
                + counts.map(n -> matches(plan, n)).orElse("");
    }

    private static String matches(FilePlan plan, List<Integer> counts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < plan.outputs().size(); i++) {
            text.append(i == 0 ? " Matches: " : ", ")
                    .append(plan.outputs().get(i).name())
                    .append(' ')
                    .append(number(counts.get(i + 1)));
        }
        return text + ".";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
