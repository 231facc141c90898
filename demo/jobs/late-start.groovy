// The pod starts after the deadline: it is attached to, and its result counts.
runPod(cluster: 'demo', image: 'registry.example/team/large:1', startTimeout: '4s', command: 'echo here I am')
