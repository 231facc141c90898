// A pod runs, and its result counts.
def r = runPod(cluster: 'demo', image: 'busybox:1.36', command: 'echo hello from a pod; sleep 5; echo bye')
echo "It ended with exit code ${r.exitCode} on ${r.node}."
