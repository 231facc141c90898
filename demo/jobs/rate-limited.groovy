// The registry says "too many requests": that is waited out, in the same pod, on a budget of its own.
runPod(cluster: 'demo', image: 'registry.example/team/popular:1', startTimeout: '5s', command: 'echo pulled at last')
