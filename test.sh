#!/bin/bash
# Builds run-pod and runs its tests. Every test runs once:
#
#   with Jenkins available   mvn verify at the root (engine and Jenkins), then the standalone build with the tests of the command line
#   without                  the standalone build alone, which covers the engine and the command line completely
#
# JENKINS=required makes the second case a failure; JENKINS=skip chooses it without looking. Arguments go to Maven.
#
# It prints one line for each class of tests, and everything about a failure. What Maven says besides is in target/maven.log and
# standalone/target/maven.log; what tests print is in surefire-reports/CLASS-output.txt beside them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "test.sh: $*"; }
fail() {
    say "$*" >&2
    exit 1
}
# shellcheck source=.ci/maven.sh
. .ci/maven.sh

# shellcheck source=.ci/summary.sh
. .ci/summary.sh

# run MAVEN POM ARGUMENTS...: prints the progress of a build, and keeps all that Maven says in its target folder.
run() {
    local maven=$1 pom=$2 folder
    shift 2
    folder=$(dirname "$pom")/target
    mkdir -p "$folder"
    logs+=("$folder/maven.log")
    # In order, and without colours, even on a terminal: the log is read below.
    "$maven" -B -ntp -Dstyle.color=never -f "$pom" verify -Dmaven.test.redirectTestOutputToFile=true "$@" 2>&1 | tee "$folder/maven.log" | progress ||
        [[ ${PIPESTATUS[0]} == 0 ]] || status=1
}

logs=()
began=$(mktemp)
trap 'rm -f "$began"' EXIT
need_java_and_maven
case ${JENKINS:-} in
    skip) NO_JENKINS="JENKINS=skip" ;;
    "" | required) jenkins_available || [[ -z ${JENKINS:-} ]] || fail "JENKINS=required, and Jenkins is not available: $NO_JENKINS" ;;
    *) fail "JENKINS is required or skip, not $JENKINS" ;;
esac

status=0
if [[ -z ${NO_JENKINS:-} ]]; then
    say "Jenkins is available: building the plugin and running all its tests (mvn verify), then the command line"
    run "$MAVEN" pom.xml "$@"
    run mvn standalone/pom.xml -Dtest='io.jenkins.plugins.runpod.cli.*Test' -Dsurefire.failIfNoSpecifiedTests=false "$@"
else
    say "Jenkins was not available ($NO_JENKINS): running the standalone build, which covers the engine and the command line"
    run mvn standalone/pom.xml "$@"
fi

mapfile -t reports < <(find target/surefire-reports standalone/target/surefire-reports -name 'TEST-*.xml' -newer "$began" 2>/dev/null)
((status == 0)) || failed_outputs "${reports[@]}"
count=$(last_words logs reports) || status=1
if ((status == 0)); then
    say "all is well: $count; the command line is standalone/target/run-pod.jar"
else
    say "FAILED, see above; all that Maven said is in ${logs[*]}"
    say "$count"
fi
exit $status
