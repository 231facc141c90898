# Shared by the testbed's scripts: where things lie, and how processes are started and ended. Sourced, never run.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

TESTBED=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STATE=${RUN_POD_TESTBED:-/var/tmp/run-pod-testbed}
CACHE=${RUN_POD_TESTBED_CACHE:-/var/cache/run-pod-testbed}
LOGS=$STATE/logs
RUN=$STATE/run
PKI=$STATE/pki

# What is tried: `up` takes it from the environment, everything else from the testbed that is up.
KUBERNETES=${RUN_POD_TESTBED_KUBERNETES:-}     # a version such as v1.37.2; empty: that of go.mod
RUNTIME=${RUN_POD_TESTBED_RUNTIME:-containerd} # containerd (Debian's), containerd@v2.4.2, cri-o@v1.36.1
OCI=${RUN_POD_TESTBED_OCI:-runc}               # runc (Debian's), runc@v1.5.3, crun (Debian's)
KUEUE=${RUN_POD_TESTBED_KUEUE:-}               # a version such as v0.17.0; empty: no Kueue
[[ ${0##*/} == up || ! -f $STATE/tried ]] || source "$STATE/tried"
BIN=$CACHE/${KUBERNETES:+kubernetes-}${KUBERNETES:-bin}
KUEUE_HOME=$CACHE/kueue-$KUEUE

# Ports, all on 127.0.0.1. Unusual ones, so that a cluster of the developer's own is not in the way.
ETCD_PORT=12379
ETCD_PEER_PORT=12380
API_PORT=16443
CONTROLLERS_PORT=20257
SCHEDULER_PORT=20259
KUBELET_PORT=20250
KUBELET_HEALTH_PORT=20248
KUEUE_WEBHOOK_PORT=19443
KUEUE_HEALTH_PORT=18081
REGISTRY_PORT=15000 # the registry itself: push here
FRONT_PORT=15001    # nginx before it, with the faults: pods pull here
REGISTRY=127.0.0.1:$FRONT_PORT
# An address of this machine alone that no runtime takes for its own machine, so that it wants TLS there (RFC 5737).
FAR_ADDRESS=203.0.113.1
FAR_TLS_PORT=15002

export PATH=$KUEUE_HOME:$CACHE/$OCI:$CACHE/$RUNTIME:$BIN:$PATH:/usr/local/go/bin:/usr/sbin:/sbin
export HOME=${HOME:-/root} # Go and kubectl keep caches there; a CI agent may have none
export AWS_EC2_METADATA_DISABLED=true

say() { printf '%s testbed: %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# lock: one `up` or `down` at a time, from whatever checkout; the next one waits. An `up` that calls `down` hands its lock on.
lock() {
    [[ $(readlink /proc/self/fd/9 2>/dev/null) == "$CACHE/lock" ]] && return
    mkdir -p "$CACHE"
    exec 9>"$CACHE/lock"
    flock -n 9 && return
    say "waiting for another testbed/up or down"
    flock -w 3600 9 || die "another testbed/up or down is still at work"
}

# The time at which a process was started, in clock ticks since boot, together with the boot: tells a process from a later
# one with the same number. Empty when there is none.
birth() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    stat=${stat##*) } # the name before it may hold anything
    local fields
    read -r -a fields <<<"$stat"
    [[ ${fields[0]} == Z ]] && return 0 # a zombie is over
    echo "$(cat /proc/sys/kernel/random/boot_id)/${fields[19]}"
}

# pid_of NAME: the number of the running process that `spawn NAME` started; nothing when it is not running.
pid_of() {
    local pid born
    [[ -f $RUN/$1.pid ]] || return 0
    read -r pid born <"$RUN/$1.pid" || return 0
    [[ -n $pid && -n $born && $(birth "$pid") == "$born" ]] && echo "$pid"
    return 0
}

# spawn NAME COMMAND...: starts it in the background in a session of its own, without our lock; its output is appended to a log.
spawn() {
    local name=$1 pid
    shift
    mkdir -p "$RUN" "$LOGS"
    printf -- '--- %s: %s\n' "$(date -Is)" "$*" >>"$LOGS/$name.log"
    setsid "$@" >>"$LOGS/$name.log" 2>&1 </dev/null 9>&- &
    pid=$!
    printf '%s %s\n' "$pid" "$(birth "$pid")" >"$RUN/$name.pid"
}

# end NAME SIGNAL SECONDS: ends what `spawn NAME` started and waits until it is gone; KILL after that many seconds.
end() {
    local name=$1 signal=$2 seconds=$3 pid i
    pid=$(pid_of "$name")
    if [[ -n $pid ]]; then
        kill "-$signal" "$pid" 2>/dev/null || true
        for ((i = 0; i < seconds * 10; i++)); do
            [[ -n $(pid_of "$name") ]] || break
            sleep 0.1
        done
        if [[ -n $(pid_of "$name") ]]; then
            kill -KILL "$pid" 2>/dev/null || true
            while [[ -n $(pid_of "$name") ]]; do sleep 0.1; done
        fi
    fi
    rm -f "$RUN/$name.pid"
}

# await SECONDS WHAT COMMAND...: tries the command until it succeeds.
await() {
    local seconds=$1 what=$2 deadline
    shift 2
    deadline=$((SECONDS + seconds))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || {
            say "no $what within $seconds s; see $LOGS"
            return 1
        }
        sleep 0.3
    done
}

kubectl() { command "$BIN/kubectl" --kubeconfig "$STATE/kubeconfig" "$@"; }
