package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says which tasks a filter selects, and which of their waits. It looks at each text of the table once. Not safe for use by many
 * threads.
 */
final class Selection {
    private final boolean[] visible;
    private final boolean[] jobs;
    private final boolean[] places;
    private final boolean[] images;
    private final boolean[] causes;
    private final boolean anyCause;
    private final Optional<Verdict> verdict;
    private boolean own;
    private boolean[] waits = {};

    Selection(HistoryTable.View view, HistoryQuery.Filter filter, boolean[] visible) {
        this.visible = visible;
        jobs = flags(view.jobs(), job -> HistoryScope.isIn(filter.folder().orElse(""), job));
        places = flags(
                view.places(),
                place -> HistoryQuery.Filter.fits(filter.namespace(), place)
                        && HistoryQuery.Filter.fits(filter.cluster(), cluster(place)));
        images = flags(view.images(), filter::fitsImage);
        causes = flags(view.causes(), cause -> HistoryQuery.Filter.fits(filter.cause(), cause));
        anyCause = filter.cause().isEmpty();
        verdict = filter.verdict();
    }

    /** For each job of the table whether it is shown. */
    static boolean[] visible(HistoryTable.View view, HistoryScope scope) {
        return flags(view.jobs(), scope::shows);
    }

    private static boolean[] flags(List<String> texts, Predicate<String> test) {
        boolean[] flags = new boolean[texts.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = test.test(texts.get(i));
        }
        return flags;
    }

    static String cluster(String place) {
        return place.substring(0, place.lastIndexOf('/'));
    }

    /** Whether a task is selected. Afterwards the others say what of it is. */
    boolean selects(Row row) {
        if (!visible[row.job]
                || !jobs[row.job]
                || !places[row.place]
                || verdict.isPresent() && verdict.get() != row.verdict) {
            return false;
        }
        own = images[row.image] && (anyCause || row.bad() && causes[row.reason]);
        if (waits.length < row.waits) {
            waits = new boolean[row.waits];
        }
        boolean any = own;
        for (int i = 0; i < row.waits; i++) {
            waits[i] = causes[row.causes[i]] && images[row.images[i]];
            any |= waits[i];
        }
        return any;
    }

    /** Whether the task itself fits, whatever it waited for. */
    boolean own() {
        return own;
    }

    /** Whether one of its waits fits. */
    boolean wait(int number) {
        return waits[number];
    }
}
