# Sourced by test.sh: what a run of the tests prints, and what its last line says.
# shellcheck shell=bash

# Passes on what tells the progress of a Maven build: goals, test classes, totals, warnings, errors, and every line that is not Maven's.
# Drops the rest of its [INFO] lines, and the line of a class that has its tests in nested classes alone.
progress() {
    grep --line-buffered -E -e '^\[INFO\] (Tests run: |--- |Total time: )' -e '^\[[^I]' -e '^[^[]' |
        grep --line-buffered -v '^\[INFO\] Tests run: 0, .* -- in '
}

# unfinished LOG...: the classes that had begun when a build was stopped.
unfinished() {
    sed -n 's/^\[INFO\] Running //p; s/^\[[A-Z]*\] Tests run: .* -- in //p' "$@" | sort | uniq -u
}

# surefire_totals LOG...: how many tests ran, failed and were skipped, from the lines that end each of Surefire's runs.
surefire_totals() {
    sed -n 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\), Skipped: \([0-9]*\)\(, Flakes: [0-9]*\)\{0,1\}$/\1 \2 \3 \4/p' "$@" |
        awk '{ tests += $1; failed += $2 + $3; skipped += $4 } END { print tests + 0, failed + 0, skipped + 0 }'
}

# report_totals REPORT...: the same from the XML reports, test by test. The counts in their heads leave nested classes out.
report_totals() {
    [[ $# == 0 ]] || cat "$@" | awk '
        /<testcase / { tests++ }
        /<(failure|error)[ >]/ { failed++ }
        /<skipped[ \/>]/ { skipped++ }
        END { print tests + 0, failed + 0, skipped + 0 }'
}

# last_words LOGS REPORTS: the counts as one line. Fails when the reports do not hold the tests that Surefire has counted.
# Both are names of arrays. Surefire does not count what is in a class that is skipped as a whole; the reports do.
last_words() {
    local -n logs_=$1 reports_=$2
    local tests failed skipped reported whole=0 reported_skipped
    read -r tests failed skipped < <(surefire_totals "${logs_[@]}")
    read -r reported _ reported_skipped < <(report_totals "${reports_[@]}") || reported=0 reported_skipped=0
    whole=$((reported_skipped - skipped))
    printf '%d tests, %d failed, %d skipped' "$tests" "$failed" "$skipped"
    ((whole <= 0)) || printf ' (and %d in classes that were skipped as a whole)' "$whole"
    echo
    ((reported - reported_skipped == tests - skipped)) || {
        echo "Surefire counted $tests tests, $skipped of them skipped; its reports hold $reported, $reported_skipped of them skipped"
        return 1
    }
}

# failed_outputs REPORT...: for each class with a failure, where its output was captured, and the end of it.
failed_outputs() {
    local report file
    for report in "$@"; do
        grep -Eq '<(failure|error)[ >]' "$report" || continue
        report=${report%.xml}
        for file in "${report/TEST-/}"-output.txt "${report/TEST-/}"\$*-output.txt; do
            [[ -s $file ]] || continue
            echo "--- the last lines of $file"
            tail -n 40 "$file"
        done
    done
}
