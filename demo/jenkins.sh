# Sourced by demo.sh: the scenes as jobs of a Jenkins that is started for them.
# shellcheck shell=bash disable=SC2154

# What one can build, in the order of the scenes.
JOBS=(hello-pod rate-limited late-start cannot-start survives-kill)

jenkins_home() { # HOME SERVER-URL
    local home=$1 server=$2 job
    mkdir -p "$home"
    {
        printf 'jenkins:\n  systemMessage: "run-pod: build the jobs below. All that they do ends with this demo."\n  numExecutors: 0\n'
        printf 'unclassified:\n  runPod:\n    clusters:\n    - name: demo\n'
        if [[ -n $server ]]; then
            printf '      serverUrl: %s\n' "$server"
        else
            printf '      credentialsId: demo\n      allowKubeconfigCommands: true\n'
            printf 'credentials:\n  system:\n    domainCredentials:\n    - credentials:\n      - file:\n          scope: SYSTEM\n          id: demo\n'
            printf '          fileName: kubeconfig\n          secretBytes: %s\n' "$(base64 -w0 "$kubeconfig")"
        fi
    } >"$home/jenkins.yaml"
    for job in "${JOBS[@]}"; do
        mkdir -p "$home/jobs/$job"
        {
            printf '<?xml version="1.1" encoding="UTF-8"?>\n<flow-definition>\n<description>%s</description>\n' \
                "$(sed -n '1s|^// ||p' "demo/jobs/$job.groovy")"
            printf '<definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition"><sandbox>true</sandbox><script><![CDATA['
            sed "s|busybox:1.36|$IMAGE|" "demo/jobs/$job.groovy"
            printf ']]></script></definition>\n</flow-definition>\n'
        } >"$home/jobs/$job/config.xml"
    done
}

# Whether something answers there as Jenkins does when it is up.
answers() { # PORT
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET /jenkins/login HTTP/1.0\r\n\r\n' >&3
        grep -q '^HTTP/1.. 200' <&3
    ) 2>/dev/null
}

free_port() { # FIRST
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

# Starts Jenkins in the background and waits until it answers. Maven and the Jenkins that it starts are the process group $jenkins.
start_jenkins() { # HOME PORT
    local waited=0
    set -m
    "$MAVEN" -B -f pom.xml hpi:run "-DjenkinsHome=$1" "-Dport=$2" -Dhost=127.0.0.1 >>"$folder/jenkins.log" 2>&1 </dev/null &
    jenkins=$!
    set +m
    until answers "$2"; do
        kill -0 $jenkins 2>/dev/null || {
            tail -30 "$folder/jenkins.log" >&2
            fail "Jenkins did not start, see above"
        }
        sleep 1
        waited=$((waited + 1))
        ((waited % 20)) || say "... still starting ($waited s)"
    done
}

end_jenkins() { # SIGNAL
    local waited=0
    kill "-$1" -- "-$jenkins" 2>/dev/null || true
    while kill -0 -- "-$jenkins" 2>/dev/null && ((waited < 175)); do
        sleep 0.2
        waited=$((waited + 1))
        ((waited != 150)) || kill -9 -- "-$jenkins" 2>/dev/null || true
    done
    wait "$jenkins" 2>/dev/null || true
}

jenkins_demo() {
    local port server='' home=$folder/jenkins-home answer
    [[ -z $cluster ]] || server=$(sed -n 's/^ *server: //p' "$kubeconfig")
    port=$(free_port "${PORT:-8080}")
    url=http://localhost:$port/jenkins
    jenkins_home "$home" "$server"
    say "Starting Jenkins with the plugin (about a minute) ..."
    CASC_JENKINS_CONFIG=$home/jenkins.yaml
    export CASC_JENKINS_CONFIG
    start_jenkins "$home" "$port"
    cat <<EOF

${good}Jenkins answers at $bold$url/$plain

Its jobs are the five scenes; build them from the browser and read their console:

  $url/job/hello-pod/         a pod runs, and its result counts
  $url/job/rate-limited/      the registry says "too many requests": waited out in the same pod
  $url/job/late-start/        the pod starts after its deadline, and is attached to
  $url/job/cannot-start/      it fails, and says what to change
  $url/job/survives-kill/     a minute of work, to kill Jenkins meanwhile

EOF
    while say "Type k and Enter to kill Jenkins with kill -9 and start it again; Ctrl-C ends everything." && read -r answer; do
        [[ $answer == k ]] || continue
        end_jenkins KILL
        say "Jenkins is dead; the pods go on. Starting it again ..."
        start_jenkins "$home" "$port"
        say "${good}Jenkins is back at $url/$plain"
    done
    wait $jenkins # nobody types here
}
