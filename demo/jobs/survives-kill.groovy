// A minute of work. Kill Jenkins meanwhile: the pod goes on, and so does this build when Jenkins is back.
runPod(cluster: 'demo', image: 'busybox:1.36', command: 'i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo step $i; sleep 1; done')
