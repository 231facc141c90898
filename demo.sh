#!/bin/bash
# Shows in about a minute what run-pod does, in five scenes, on a little cluster that comes with it.
#
#   ./demo.sh                     with Jenkins available: starts Jenkins with ready-made jobs; without: the command line plays the scenes
#   JENKINS=skip ./demo.sh        the command line in any case
#   ./demo.sh --kubeconfig FILE   the scenes on a cluster of yours; IMAGE names an image with a shell (default busybox:1.36)
#
# Exit status 0 if every scene ended as it should.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ -t 1 ]]; then bold=$'\e[1;36m' dim=$'\e[2m' good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'; else bold='' dim='' good='' bad='' plain=''; fi
say() { echo "$*"; }
fail() {
    echo "demo.sh: $*" >&2
    exit 2
}
# shellcheck source=.ci/maven.sh
. .ci/maven.sh
# shellcheck source=demo/jenkins.sh
. demo/jenkins.sh

kubeconfig=''
case ${1:-} in
    '') ;;
    --kubeconfig) [[ -r ${2:-} ]] || fail "cannot read the kubeconfig '${2:-}'"; kubeconfig=$(realpath "$2") ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit ;;
    *) fail "unknown argument $1; see --help" ;;
esac
IMAGE=${IMAGE:-busybox:1.36}

jar=standalone/target/run-pod.jar
folder=$(mktemp -d)
cluster='' jenkins=''
# shellcheck disable=SC2329 # called by the trap
end() {
    [[ -z $jenkins ]] || end_jenkins TERM
    if [[ -n $cluster ]]; then
        kill "$cluster" 2>/dev/null || true
        wait "$cluster" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

build() {
    if [[ -f $jar && -z $(find src standalone/src standalone/pom.xml -newer "$jar" -print -quit) ]]; then
        return
    fi
    say "Building the command line with Maven (1 to 2 minutes, and longer the first time, for downloads) ..."
    mvn -B -q -Dstyle.color=never -f standalone/pom.xml package -Dmaven.test.skip=true || fail "the build failed"
}

run_pod() { java -XX:TieredStopAtLevel=1 -jar "$jar" "$@"; }

# The little cluster; its pods are processes of this machine.
start_cluster() {
    kubeconfig=$folder/kubeconfig
    java -XX:TieredStopAtLevel=1 -jar "$jar" cluster --write-kubeconfig "$kubeconfig" --scenario demo/scenario.yaml 2>"$folder/cluster.log" &
    cluster=$!
    until [[ -s $kubeconfig ]]; do
        kill -0 "$cluster" 2>/dev/null || fail "the cluster did not start: $(cat "$folder/cluster.log")"
        sleep 0.2
    done
}

number=0 wrong=0
scene() { # TITLE TEXT
    number=$((number + 1))
    printf '\n%s%d. %s%s\n%s\n\n' "$bold" "$number" "$1" "$plain" "$2"
}
# What a newcomer would type; the words that make it short here are left out of it.
show() {
    local word
    printf '%s$ run-pod run' "$dim"
    for word in "$@"; do
        if [[ $word =~ ^[A-Za-z0-9_./:=-]+$ ]]; then printf ' %s' "$word"; else printf " '%s'" "$word"; fi
    done
    printf '%s\n' "$plain"
}
play() { # OPTIONS...: a run on the cluster, its output indented; its exit status in $status
    show "$@"
    status=0
    run_pod run --kubeconfig "$kubeconfig" "$@" 2>&1 | sed -u 's/^/    /' || status=$?
}
expect() { # EXIT-STATUS WHAT
    if ((status == $1)); then
        say "${good}As it should be: $2 (exit status $status).$plain"
    else
        say "${bad}WRONG: exit status $status instead of $1.$plain"
        wrong=$((wrong + 1))
    fi
}

scenes() {
    local id='' popular=registry.example/team/popular:1 large=registry.example/team/large:1 private=registry.example/team/private:1
    local own=no
    if [[ -z $cluster ]]; then
        own=yes id=-$(date +%s)-$$ large=$IMAGE private=registry.invalid/team/no-such-image:1
    fi

    scene "A pod runs, and its result counts" \
        "Lines without a prefix are the pod's log. Lines with 'run-pod:' show what happens."
    play --id "hello$id" --image "$IMAGE" -- sh -c 'echo hello from a pod; sleep 1; echo bye'
    expect 0 "the exit status is the pod's"

    if [[ $own == no ]]; then
        scene "The registry says: too many requests" \
            "run-pod waits for the limit in the same pod. The start timeout of 5 s pauses meanwhile, because this wait has its own budget."
        play --id popular --image $popular --start-timeout 5s -- echo 'pulled at last'
        expect 0 "a rate limit is no failure"
    else
        scene "The registry says: too many requests" \
            "(Left out, because it needs a registry that limits pulls. testbed/scene-qps shows it on a real kubelet.)"
    fi

    scene "A pod starts after its deadline" \
        "The pod needs longer than its start timeout. The deadline only makes run-pod read the pod again. The pod has started, so run-pod attaches to it."
    if [[ $own == no ]]; then
        play --id large --image "$large" --start-timeout 4s -- sh -c 'echo here I am; exit 0'
    else
        play --id "large$id" --image "$large" --start-timeout 1s -- sh -c 'echo here I am; exit 0'
    fi
    expect 0 "its result counts"

    scene "A pod that cannot start" \
        "Waiting does not help, so the task ends soon. The message names the cause and what to change."
    if [[ $own == no ]]; then
        play --id private --image $private
        expect 125 "it never ran"
    else
        play --id "private$id" --image $private --start-timeout 30s --attempts 1
        if ((status == 124)); then status=125; fi
        expect 125 "it never ran"
    fi

    scene "Its controller is killed with kill -9" \
        "The pod continues. The same command finds it again by the task's id, and the log has every line once."
    # shellcheck disable=SC2016 # the pod expands it
    local words=(--id "survivor$id" --state-dir "$folder/state" --log-file "$folder/log" --image "$IMAGE" --
        sh -c 'i=0; while [ $i -lt 8 ]; do i=$((i+1)); echo step $i; sleep 1; done')
    show "${words[@]}"
    # Its process id must be the one of java itself, since that is what is killed.
    java -XX:TieredStopAtLevel=1 -jar "$jar" run --kubeconfig "$kubeconfig" "${words[@]}" 2> >(sed -u 's/^/    /') &
    local victim=$! waited=0
    until grep -q 'step 3' "$folder/log" 2>/dev/null || ! kill -0 $victim 2>/dev/null || ((waited >= 600)); do
        sleep 0.1
        waited=$((waited + 1))
    done
    kill -9 $victim
    wait $victim 2>/dev/null || true
    say "    ${bad}kill -9 $victim$plain, when the log had $(wc -l <"$folder/log") lines"
    sleep 2
    play "${words[@]}"
    sed 's/^/    the log: /' "$folder/log"
    expect 0 "the same task went on"
    if [[ $(cat "$folder/log") != "$(printf 'step %d\n' 1 2 3 4 5 6 7 8)" ]]; then
        say "${bad}WRONG: not every line appears exactly once.$plain"
        wrong=$((wrong + 1))
    fi
}

need_java_and_maven
build
if [[ -z $kubeconfig ]]; then
    start_cluster
    say "A small Kubernetes runs inside this demo. Its pods are processes of this machine."
fi
case ${JENKINS:-} in
    skip) ;;
    "" | required)
        if jenkins_available; then
            jenkins_demo
            exit
        fi
        [[ -z ${JENKINS:-} ]] || fail "JENKINS=required, and Jenkins is not available: $NO_JENKINS"
        say "Jenkins is not available ($NO_JENKINS). The command line plays the scenes."
        ;;
    *) fail "JENKINS is required or skip, not $JENKINS" ;;
esac
scenes
echo
if ((wrong == 0)); then
    say "${good}Every scene ended as it should.$plain Next: docs/command-line.md, or run-pod in a Jenkinsfile (README.md)."
else
    say "${bad}$wrong scenes failed, see above.$plain"
fi
exit $((wrong > 0))
