#!/bin/bash
# Builds run-pod and runs its tests. Every test runs once:
#
#   with Jenkins at hand     mvn verify at the root (engine and Jenkins), then the standalone build with the tests of the command line
#   without                  the standalone build alone, which covers the engine and the command line completely
#
# JENKINS=required makes the second case a failure; JENKINS=skip chooses it without looking. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "test.sh: $*"; }
fail() {
    say "$*" >&2
    exit 1
}
# shellcheck source=.ci/maven.sh
. .ci/maven.sh

# What the reports that are newer than this run say; surefire has printed the same, class by class.
totals() {
    local reports
    reports=$(find target/surefire-reports standalone/target/surefire-reports -name 'TEST-*.xml' -newer "$began" 2>/dev/null || true)
    [[ -n $reports ]] || return 0
    # shellcheck disable=SC2086
    sed -n 's/.*<testsuite .*/&/p' $reports | awk '
        function value(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
        { tests += value("tests"); bad += value("errors") + value("failures"); skipped += value("skipped") }
        END { printf "test.sh: %d passed, %d failed, %d skipped\n", tests - bad - skipped, bad, skipped }'
}

began=$(mktemp)
trap 'rm -f "$began"' EXIT
need_java_and_maven
case ${JENKINS:-} in
    skip) NO_JENKINS="JENKINS=skip" ;;
    "" | required) jenkins_at_hand || [[ -z ${JENKINS:-} ]] || fail "JENKINS=required, and Jenkins is not at hand: $NO_JENKINS" ;;
    *) fail "JENKINS is required or skip, not $JENKINS" ;;
esac

# Downloads are shown to people only: in a file they would be thousands of lines.
look=()
[[ -t 1 ]] || look=(-B -ntp)
status=0
if [[ -z ${NO_JENKINS:-} ]]; then
    say "Jenkins is at hand: building the plugin and running all its tests (mvn verify), then the command line"
    "$MAVEN" "${look[@]}" -f pom.xml verify "$@" || status=1
    mvn "${look[@]}" -f standalone/pom.xml verify -Dtest='io.jenkins.plugins.runpod.cli.*Test' -Dsurefire.failIfNoSpecifiedTests=false "$@" || status=1
else
    say "Jenkins was not at hand ($NO_JENKINS): running the standalone build, which covers the engine and the command line"
    mvn "${look[@]}" -f standalone/pom.xml verify "$@" || status=1
fi
totals
if ((status == 0)); then
    say "all is well; the command line is standalone/target/run-pod.jar"
else
    say "FAILED, see above"
fi
exit $status
