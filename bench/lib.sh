# The benchmark's own API server: the testbed's programs and scripts, with other ports and another folder. Sourced.
# shellcheck shell=bash disable=SC2034
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export RUN_POD_TESTBED=${RUN_POD_BENCH:-/var/tmp/run-pod-bench}
source "$BENCH/../testbed/lib.sh"
ETCD_PORT=13379
ETCD_PEER_PORT=13380
API_PORT=17443
KUBELET_PORT=21250 # stages.yaml names it too: KWOK would listen itself on a port it was told
CONTROL_PORT=21251
source "$BENCH/../testbed/components.sh"
COMPONENTS=(etcd apiserver nodes kwok)
BENCH_CACHE=${RUN_POD_BENCH_CACHE:-/var/cache/run-pod-bench}

say() { printf '%s bench: %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

start_nodes() {
    spawn nodes "$BENCH_CACHE/bin/load" kubelet --address "127.0.0.1:$KUBELET_PORT" --control "127.0.0.1:$CONTROL_PORT" --pki "$PKI"
}

start_kwok() {
    spawn kwok "$BENCH_CACHE/bin/kwok" --kubeconfig "$STATE/kubeconfig" --config "$BENCH/simulation/stages.yaml" --manage-all-nodes \
        --node-ip 127.0.0.1 --node-lease-duration-seconds 200 -v WARN
}

# In the order of their start; a server that was left running is of no use, since its state is unknown.
up() {
    down
    make_pki
    local name i
    for name in etcd apiserver; do "start_$name"; done
    for name in etcd apiserver; do "ready_$name"; done
    {
        kubectl create namespace bench
        kubectl -n bench create serviceaccount default
        for i in 0 1 2 3 4 5 6 7 8 9; do
            echo '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-'"$i"'"}}'
        done | kubectl create -f -
    } >>"$LOGS/setup.log"
    for name in nodes kwok; do "start_$name"; done
    await 60 "ready nodes" nodes_are_ready
}

nodes_are_ready() {
    [[ $(kubectl get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}' | wc -w) == 10 ]]
}

down() {
    local name
    for name in kwok nodes apiserver etcd; do stop_component "$name"; done
    rm -rf --one-file-system "$STATE/etcd"
}
