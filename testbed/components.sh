# The testbed's parts: how each is configured, started, ended and seen to be ready. Sourced after lib.sh.
# shellcheck shell=bash

# In the order of their start. `front` is nginx before the registry, `logind` what tells the kubelet that the machine goes down,
# `containerd` the container runtime, which may be another one.
COMPONENTS=(etcd apiserver controllers scheduler registry front logind containerd kubelet ${KUEUE:+kueue})

API_SERVER=https://127.0.0.1:$API_PORT
ETCD=http://127.0.0.1:$ETCD_PORT
CONTAINERD=$RUN/containerd.sock
CGROUP=run-pod-testbed
BRIDGE=rpt0
NODE=127.0.0.1

# ---- certificates -------------------------------------------------------------------------------------------------

# certificate NAME SUBJECT [SUBJECT ALTERNATIVE NAMES]
certificate() {
    local usage=clientAuth names=
    if [[ -n ${3:-} ]]; then
        usage=serverAuth
        names="subjectAltName=$3"
    fi
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" \
        -keyout "$PKI/$1.key" -out "$PKI/$1.csr" 2>/dev/null
    openssl x509 -req -in "$PKI/$1.csr" -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 3650 -out "$PKI/$1.crt" \
        -extfile <(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n%s\n' "$usage" "$names") 2>/dev/null
    rm "$PKI/$1.csr"
}

# client_config FILE CERTIFICATE: a kubeconfig for a client certificate, with everything inside it.
client_config() {
    local rest=("--kubeconfig=$1")
    command kubectl "${rest[@]}" config set-cluster testbed --server="$API_SERVER" --certificate-authority="$PKI/ca.crt" --embed-certs
    command kubectl "${rest[@]}" config set-credentials user --client-certificate="$PKI/$2.crt" --client-key="$PKI/$2.key" --embed-certs
    command kubectl "${rest[@]}" config set-context testbed --cluster=testbed --user=user --namespace=default
    command kubectl "${rest[@]}" config use-context testbed
    chmod 600 "$1"
}

make_pki() {
    [[ -f $PKI/.complete ]] && return
    rm -rf "$PKI"
    mkdir -p -m 700 "$PKI" "$PKI/kueue"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=run-pod testbed" \
        -keyout "$PKI/ca.key" -out "$PKI/ca.crt" 2>/dev/null
    openssl genrsa -out "$PKI/service-account.key" 2048 2>/dev/null
    openssl rsa -in "$PKI/service-account.key" -pubout -out "$PKI/service-account.pub" 2>/dev/null
    certificate apiserver /CN=kube-apiserver "IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc"
    certificate kubelet-server "/CN=$NODE" "IP:127.0.0.1"
    certificate kueue/tls /CN=kueue "IP:127.0.0.1"
    certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
    certificate admin /O=system:masters/CN=admin
    certificate controllers /CN=system:kube-controller-manager
    certificate scheduler /CN=system:kube-scheduler
    certificate kubelet "/O=system:nodes/CN=system:node:$NODE"
    {
        client_config "$STATE/kubeconfig" admin
        client_config "$PKI/controllers.kubeconfig" controllers
        client_config "$PKI/scheduler.kubeconfig" scheduler
        client_config "$PKI/kubelet.kubeconfig" kubelet
    } >/dev/null
    touch "$PKI/.complete"
}

# ---- configuration ------------------------------------------------------------------------------------------------

configure() {
    mkdir -p "$STATE"/{conf,cni,kubelet,pods,volume-plugins,faults,images} "$LOGS" "$RUN"
    chmod 711 "$STATE"
    : >"$STATE/conf/resolv.conf"

    cat >"$STATE/conf/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $KUBELET_PORT
healthzBindAddress: 127.0.0.1
healthzPort: $KUBELET_HEALTH_PORT
readOnlyPort: 0
tlsCertFile: $PKI/kubelet-server.crt
tlsPrivateKeyFile: $PKI/kubelet-server.key
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
# The original problem: one pull a second, and no more.
registryPullQPS: 1
registryBurst: 1
containerRuntimeEndpoint: unix://$CONTAINERD
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
# When the machine goes down (see testbed/logind), pods get some seconds.
shutdownGracePeriod: 30s
shutdownGracePeriodCriticalPods: 5s
# Without CAP_SYS_RESOURCE nothing may make itself harder to kill.
oomScoreAdj: 0
makeIPTablesUtilChains: false
podLogsDir: $STATE/pods
volumePluginDir: $STATE/volume-plugins
resolvConf: $STATE/conf/resolv.conf
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
# A slow pull of one test holds up no other.
serializeImagePulls: false
maxPods: 200
# The machine's disk is not ours: no image is removed for it, and only a disk that is really full evicts.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: 100Mi, imagefs.available: 100Mi, nodefs.inodesFree: "1000"}
evictionPressureTransitionPeriod: 10s
EOF

    cat >"$STATE/conf/containerd.toml" <<EOF
version = 2
root = "$STATE/containerd"
state = "$RUN/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "$CONTAINERD"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$REGISTRY/pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$STATE/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "$RUN/runc"
      BinaryName = "$STATE/conf/oci"
EOF
    configure_crio
    [[ -z $KUEUE ]] || configure_kueue
    sed -e "s#@STATE@#$STATE#g" -e "s#@PROGRAM@#$(command -v "${OCI%@*}")#g" "$TESTBED/oci" >"$STATE/conf/oci"
    chmod +x "$STATE/conf/oci"

    # Pods get addresses that exist nowhere else (RFC 5737), on a bridge that has no address itself and so no way out.
    cat >"$STATE/cni/10-testbed.conflist" <<EOF
{"cniVersion": "0.4.0", "name": "run-pod-testbed", "plugins": [
  {"type": "bridge", "bridge": "$BRIDGE", "isGateway": false, "ipMasq": false,
   "ipam": {"type": "host-local", "dataDir": "$STATE/cni-addresses", "ranges": [[{"subnet": "198.51.100.0/24"}]]}}]}
EOF

    cat >"$STATE/conf/registry.yaml" <<EOF
version: 0.1
log: {level: info}
storage: {filesystem: {rootdirectory: $STATE/registry}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$REGISTRY_PORT", relativeurls: true}
EOF
    sed -e "s#@STATE@#$STATE#g" -e "s#@RUN@#$RUN#g" -e "s#@LOGS@#$LOGS#g" -e "s#@FRONT_PORT@#$FRONT_PORT#g" \
        -e "s#@FAR_ADDRESS@#$FAR_ADDRESS#g" -e "s#@FAR_TLS_PORT@#$FAR_TLS_PORT#g" -e "s#@PKI@#$PKI#g" \
        -e "s#@REGISTRY_PORT@#$REGISTRY_PORT#g" "$TESTBED/front.conf" >"$STATE/conf/front.conf"
    printf 'robot:{PLAIN}secret\n' >"$STATE/conf/htpasswd"
}

configure_crio() {
    mkdir -p "$STATE"/{crio,conf/crio.d,conf/crio-hooks}
    cat >"$STATE/conf/crio.conf" <<EOF
[crio]
root = "$STATE/crio/storage"
runroot = "$RUN/crio-storage"
storage_driver = "overlay"
log_dir = "$LOGS/crio"
version_file = "$RUN/crio-version"
version_file_persist = ""
clean_shutdown_file = "$STATE/crio/clean.shutdown"
[crio.api]
listen = "$CONTAINERD"
stream_address = "127.0.0.1"
stream_port = "0"
[crio.runtime]
cgroup_manager = "cgroupfs"
conmon_cgroup = "pod"
default_runtime = "testbed"
apparmor_profile = ""
hooks_dir = ["$STATE/conf/crio-hooks"]
container_exits_dir = "$RUN/crio-exits"
container_attach_socket_dir = "$RUN/crio-sockets"
namespaces_dir = "$RUN/crio-namespaces"
pinns_path = "$CACHE/$RUNTIME/pinns"
internal_wipe = false
internal_repair = false
irqbalance_config_restore_file = "disable"
[crio.runtime.runtimes.testbed]
runtime_path = "$STATE/conf/oci"
runtime_root = "$RUN/runc"
monitor_path = "/usr/bin/conmon"
[crio.image]
pause_image = "$REGISTRY/pause:1"
pause_command = ""
signature_policy = "$STATE/conf/policy.json"
signature_policy_dir = "$STATE/conf/policies"
[crio.nri]
enable_nri = false
[crio.network]
network_dir = "$STATE/cni"
plugin_dirs = ["/usr/lib/cni"]
EOF
    printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >"$STATE/conf/policy.json"
    cat >"$STATE/conf/registries.conf" <<EOF
unqualified-search-registries = []
short-name-mode = "enforcing"
[[registry]]
location = "127.0.0.1:$FRONT_PORT"
insecure = true
[[registry]]
location = "127.0.0.2:$FRONT_PORT"
insecure = true
[[registry]]
location = "127.0.0.3:$FRONT_PORT"
insecure = true
[[registry]]
location = "127.0.0.4:$FRONT_PORT"
insecure = true
EOF
}

configure_kueue() {
    cat >"$STATE/conf/kueue.yaml" <<EOF
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
health: {healthProbeBindAddress: "127.0.0.1:$KUEUE_HEALTH_PORT"}
metrics: {bindAddress: "0"}
webhook: {host: 127.0.0.1, port: $KUEUE_WEBHOOK_PORT, certDir: $PKI/kueue}
leaderElection: {leaderElect: false}
internalCertManagement: {enable: false}
integrations: {frameworks: [pod]}
EOF
    # The webhooks of its module, by URL, because it is no Service here.
    sed -e "s#^    service:#    caBundle: $(base64 -w0 <"$PKI/ca.crt")#" -e '/^      name: webhook-service$/d' -e '/^      namespace: system$/d' \
        -e "s#^      path: #    url: https://127.0.0.1:$KUEUE_WEBHOOK_PORT#" "$KUEUE_HOME/webhook/manifests.yaml" >"$STATE/conf/webhooks.yaml"
}

# ---- start --------------------------------------------------------------------------------------------------------

start_etcd() {
    spawn etcd etcd --name testbed --data-dir "$STATE/etcd" --unsafe-no-fsync --logger zap --log-level warn \
        --listen-client-urls "$ETCD" --advertise-client-urls "$ETCD" \
        --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
        --initial-cluster "testbed=http://127.0.0.1:$ETCD_PEER_PORT"
}

start_apiserver() {
    # The endpoints of the Service "kubernetes" may not be loopback addresses, and nothing here uses it: no reconciler.
    spawn apiserver kube-apiserver --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port=$API_PORT \
        --endpoint-reconciler-type=none --etcd-servers="$ETCD" --service-cluster-ip-range=10.96.0.0/16 \
        --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
        --client-ca-file="$PKI/ca.crt" --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
        --kubelet-client-certificate="$PKI/apiserver-kubelet-client.crt" --kubelet-client-key="$PKI/apiserver-kubelet-client.key" \
        --kubelet-certificate-authority="$PKI/ca.crt" --kubelet-preferred-address-types=InternalIP,Hostname \
        --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$PKI/service-account.pub" \
        --service-account-signing-key-file="$PKI/service-account.key" --v=1
}

start_controllers() {
    spawn controllers kube-controller-manager --bind-address=127.0.0.1 --secure-port=$CONTROLLERS_PORT \
        --kubeconfig="$PKI/controllers.kubeconfig" --authentication-kubeconfig="$PKI/controllers.kubeconfig" \
        --authorization-kubeconfig="$PKI/controllers.kubeconfig" --use-service-account-credentials=true --leader-elect=false \
        --service-account-private-key-file="$PKI/service-account.key" --root-ca-file="$PKI/ca.crt" --v=1
}

start_scheduler() {
    spawn scheduler kube-scheduler --bind-address=127.0.0.1 --secure-port=$SCHEDULER_PORT --leader-elect=false \
        --kubeconfig="$PKI/scheduler.kubeconfig" --authentication-kubeconfig="$PKI/scheduler.kubeconfig" \
        --authorization-kubeconfig="$PKI/scheduler.kubeconfig" --v=1
}

start_registry() { spawn registry docker-registry serve "$STATE/conf/registry.yaml"; }

start_logind() { spawn logind "$TESTBED/logind" "$RUN/logind.sock"; }

start_front() {
    ip address replace "$FAR_ADDRESS/32" dev lo
    spawn front nginx -p "$STATE" -c "$STATE/conf/front.conf" -e "$LOGS/front.log"
}

start_containerd() {
    case $RUNTIME in
    containerd*) spawn containerd containerd --config "$STATE/conf/containerd.toml" ;;
    cri-o@*)
        spawn containerd crio --config "$STATE/conf/crio.conf" --config-dir "$STATE/conf/crio.d" \
            --registries-conf "$STATE/conf/registries.conf" --registries-conf-dir "$STATE/conf/crio.d"
        ;;
    *) die "no runtime '$RUNTIME'; there are: containerd, containerd@VERSION, cri-o@VERSION" ;;
    esac
}

start_kubelet() {
    local controller
    for controller in /sys/fs/cgroup/*/; do
        # Only a mounted hierarchy has a list of processes; with cgroup v2 alone these are plain sub-groups or nothing.
        [[ -L ${controller%/} || ! -e ${controller}cgroup.procs || $controller == */unified/ ]] && continue
        mkdir -p "$controller$CGROUP"
        # A new group of a version 1 cpuset is empty, and an empty one can hold no process.
        if [[ -e $controller/cpuset.cpus ]]; then
            cat "$controller/cpuset.cpus" >"$controller$CGROUP/cpuset.cpus"
            cat "$controller/cpuset.mems" >"$controller$CGROUP/cpuset.mems"
        fi
    done
    [[ -e /sys/fs/cgroup/cgroup.controllers ]] && mkdir -p "/sys/fs/cgroup/$CGROUP"
    DBUS_SYSTEM_BUS_ADDRESS=unix:path=$RUN/logind.sock \
        spawn kubelet kubelet --config="$STATE/conf/kubelet.yaml" --kubeconfig="$PKI/kubelet.kubeconfig" --root-dir="$STATE/kubelet" \
        --cert-dir="$STATE/kubelet/pki" --hostname-override="$NODE" --v=2
}

start_kueue() {
    # It wants a certificate for its metrics at this place, though it serves none.
    mkdir -p /etc/kueue/metrics
    ln -sfn "$PKI/kueue" /etc/kueue/metrics/certs
    kubectl apply --server-side -f "$KUEUE_HOME/crd/bases" -f "$STATE/conf/webhooks.yaml" >>"$LOGS/access.log" 2>&1
    await 60 "resources of Kueue" kubectl wait --for=condition=Established crd --all # fails at once while one has no status yet
    KUBECONFIG=$STATE/kubeconfig spawn kueue kueue --config="$STATE/conf/kueue.yaml" --feature-gates=VisibilityOnDemand=false
}

# ---- ready --------------------------------------------------------------------------------------------------------

ready_etcd() { answers etcd 30 curl -sf "$ETCD/health"; }
ready_apiserver() { answers apiserver 90 kubectl get --raw /readyz; }
ready_controllers() { answers controllers 60 curl -skf "https://127.0.0.1:$CONTROLLERS_PORT/healthz"; }
ready_scheduler() { answers scheduler 60 curl -skf "https://127.0.0.1:$SCHEDULER_PORT/healthz"; }
ready_registry() { answers registry 20 curl -sf "http://127.0.0.1:$REGISTRY_PORT/v2/"; }
ready_front() { answers front 20 curl -sf "http://$REGISTRY/v2/"; }
ready_logind() { answers logind 20 test -S "$RUN/logind.sock"; }
ready_containerd() {
    case $RUNTIME in
    containerd*) answers containerd 30 ctr version ;;
    *) answers containerd 30 curl -sf --unix-socket "$CONTAINERD" http://localhost/info ;;
    esac
}
ready_kubelet() { answers kubelet 60 curl -sf "http://127.0.0.1:$KUBELET_HEALTH_PORT/healthz"; }
ready_kueue() { answers kueue 60 curl -sf "http://127.0.0.1:$KUEUE_HEALTH_PORT/readyz"; }

# answers NAME SECONDS COMMAND...: waits until the command succeeds, unless the component has ended.
answers() {
    local name=$1 seconds=$2
    shift 2
    await "$seconds" "answer of $name" gone_or "$name" "$@" || return 1
    [[ -n $(pid_of "$name") ]] || {
        say "$name has ended; the end of its log ($LOGS/$name.log):"
        tail -n 5 "$LOGS/$name.log" >&2
        return 1
    }
}

gone_or() {
    [[ -n $(pid_of "$1") ]] || return 0
    shift
    "$@"
}

# has_image NAME: in the store of the runtime. Only containerd lets a file be put there, before anything can fail to be pulled.
has_image() {
    case $RUNTIME in
    containerd*) [[ -n $(ctr images ls -q "name==$1") ]] ;;
    *) [[ -e $STATE/images/.pushed ]] ;;
    esac
}

ctr() { command ctr --address "$CONTAINERD" --namespace k8s.io "$@"; }

# ---- end ----------------------------------------------------------------------------------------------------------

# stop NAME: as an operator would. An API server stays for up to a minute while watches are open: it gets a few seconds.
stop_component() {
    case $1 in
    front) end "$1" QUIT 3 ;;
    *) end "$1" TERM 5 ;;
    esac
}

known() {
    local name
    for name in "${COMPONENTS[@]}"; do [[ $name == "$1" ]] && return; done
    die "no component '$1'; there are: ${COMPONENTS[*]}"
}

node_is_ready() {
    [[ $(kubectl get node "$NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status} {.spec.taints}') == "True " ]]
}
