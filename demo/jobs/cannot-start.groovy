// The image is private, and no secret for it is given: this build fails, and says what to change.
runPod(cluster: 'demo', image: 'registry.example/team/private:1', command: 'echo never')
