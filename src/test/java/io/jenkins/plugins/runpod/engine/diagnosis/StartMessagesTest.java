package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts with which runtimes refuse to create or start a container, as reported or as their source writes them. */
class StartMessagesTest {
    private static final String SHIM = "failed to create containerd task: failed to create shim task: ";
    private static final String RUNC = SHIM + "OCI runtime create failed: runc create failed: ";
    private static final String INIT = RUNC + "unable to start container process: error during container init: ";

    private static String written(String message) {
        return message.replace("SHIM ", SHIM).replace("RUNC ", RUNC).replace("INIT ", INIT);
    }

    /** Nothing of the container ran, whatever the message says. */
    private static Diagnosis startError(String message) {
        return Story.bound()
                .creating()
                .after(5)
                .phase("Failed")
                .state("main", Story.failedStart("StartError", 128, written(message)))
                .now();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            # runc
            RUNC unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown | BadCommand
            RUNC unable to start container process: exec: "dbus-run-session": executable file not found in $PATH: unknown | BadCommand
            RUNC unable to start container process: error during container init: exec: "./agent": stat ./agent: no such file or directory: unknown | BadCommand
            INIT exec: "/etc/passwd": permission denied: unknown | BadCommand
            INIT exec: "/bin": is a directory: unknown | BadCommand
            RUNC unable to start container process: exec /run.sh: exec format error: unknown | BadCommand
            RUNC unable to start container process: exec /run.sh: no such file or directory: unknown | BadCommand
            RUNC unable to start container process: exec /bin/sh: argument list too long: unknown | BadCommand
            OCI runtime create failed: container_linux.go:345: starting container process caused "exec: \\"foo\\": executable file not found in $PATH": unknown | BadCommand
            OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/x": stat /x: no such file or directory: unknown | BadCommand
            INIT mkdir /etc/passwd: not a directory: unknown | BadCommand
            INIT mkdir /work: read-only file system: unknown | BadCommand
            RUNC unable to start container process: chdir to cwd ("/nosuch") set in config.json failed: no such file or directory: unknown | BadCommand
            RUNC unable to start container process: chdir to cwd ("/home/systemd") set in config.json failed: permission denied: unknown | BadCommand
            RUNC unable to start container process: current working directory is outside of container mount namespace root -- possible container breakout detected: unknown | BadCommand
            RUNC unable to start container process: unable to find user app: no matching entries in passwd file: unknown | BadCommand
            RUNC unable to start container process: unable to setup user: cannot setuid to unmapped uid 70000 in user namespace: unknown | BadCommand
            RUNC unable to start container process: setup user: setgroups: invalid argument: unknown | BadCommand
            RUNC unable to start container process: container init was OOM-killed (memory limit too low?): unknown | MemoryLimitTooLow
            INIT error setting cgroup config for procHooks process: unable to set memory limit to 4194304 (current usage: 6553600, peak usage: 6815744): unknown | MemoryLimitTooLow
            INIT error setting cgroup config for procHooks process: failed to write "1000": write /sys/fs/cgroup/memory/kubepods/podx/c/memory.limit_in_bytes: device or resource busy: unknown | MemoryLimitTooLow
            INIT error setting cgroup config for procHooks process: failed to write "500": write /sys/fs/cgroup/cpu,cpuacct/kubepods/podx/c/cpu.cfs_quota_us: invalid argument: unknown | BadSetting
            INIT error mounting "/var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volume-subpaths/cfg/main/0" to rootfs at "/etc/app": mount src=/var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volume-subpaths/cfg/main/0, dst=/etc/app, dstFd=/proc/thread-self/fd/8, flags=MS_BIND|MS_REC: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type | BadMount
            INIT error mounting "/run/systemd/private" to rootfs at "/run/systemd/private": mount src=/run/systemd/private, dst=/run/systemd/private, dstFd=/proc/thread-self/fd/8, flags=MS_BIND|MS_REC: no such file or directory: unknown | BadMount
            INIT error mounting "/a" to rootfs at "/proc/a": "/run/containerd/io.containerd.runtime.v2.task/k8s.io/c/rootfs/proc/a" cannot be mounted because it is inside /proc: unknown | BadMount
            INIT error mounting "/a" to rootfs at "/ro/b": create mountpoint for /ro/b mount: make mountpoint "/ro/b": mkdirat /run/containerd/io.containerd.runtime.v2.task/k8s.io/c/rootfs/ro/b: read-only file system: unknown | BadMount
            OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: rootfs_linux.go:76: mounting "/a" to rootfs at "/b" caused: mount through procfd: permission denied: unknown | BadMount
            INIT failed to set MOUNT_ATTR_IDMAP on /data: invalid argument (maybe the filesystem used doesn't support idmap mounts on this kernel?): unknown | BadMount
            INIT unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown | BadSetting
            RUNC unable to start container process: unable to init seccomp: error loading seccomp filter into kernel: error loading seccomp filter: invalid argument: unknown | BadSetting
            RUNC sysctl "net.core.somaxconn" is not in a separate kernel namespace: unknown | BadSetting
            INIT open /proc/sys/net/ipv4/tcp_nosuch: no such file or directory: unknown | BadSetting
            INIT sethostname: invalid argument: unknown | BadSetting
            INIT unable to apply caps: operation not permitted: unknown | BadSetting
            INIT error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown | BadSetting
            INIT write /proc/self/attr/keycreate: invalid argument: unknown | BadSetting
            failed to generate container "c" spec: failed to generate spec: failed to mkdir "/opt/data": mkdir /opt/data: read-only file system | BadMount
            # crun
            SHIM OCI runtime create failed: executable file `nosuch` not found in $PATH: No such file or directory: unknown | BadCommand
            SHIM OCI runtime create failed: the path `/etc/passwd` exists but it is not executable: Operation not permitted: unknown | BadCommand
            SHIM OCI runtime create failed: exec container process (missing dynamic library?) `/app`: No such file or directory: unknown | BadCommand
            SHIM OCI runtime create failed: chdir `/nosuch`: No such file or directory: unknown | BadCommand
            SHIM OCI runtime create failed: setresuid to `70000`: Invalid argument: unknown | BadCommand
            SHIM OCI runtime create failed: mount `/data` to `etc/x`: Not a directory: unknown | BadMount
            SHIM OCI runtime create failed: mkdirat `ro/b`: Read-only file system: unknown | BadMount
            SHIM OCI runtime create failed: cannot set the memory limit lower than its current usage: unknown | MemoryLimitTooLow
            SHIM OCI runtime create failed: unknown capability `CAP_FOO`: unknown | BadSetting
            SHIM OCI runtime create failed: write to `/proc/sys/net/ipv4/ip_forward`: Invalid argument: unknown | BadSetting
            SHIM OCI runtime create failed: setrlimit `RLIMIT_NOFILE`: Operation not permitted: unknown | BadSetting
            # gVisor, Kata, hcsshim, NVIDIA
            SHIM OCI runtime start failed: starting container: starting root container: starting sandbox: failed to create process: failed to load /nosuch: no such file or directory: unknown | BadCommand
            SHIM the file /bin/nosuch was not found: unknown | BadCommand
            SHIM hcs::System::CreateProcess main: The system cannot find the file specified.: unknown | BadCommand
            SHIM hcs::CreateComputeSystem main: The container operating system does not match the host operating system.: unknown | WrongPlatform
            container c encountered an error during CreateContainer: failure in a Windows system call: The operating system of the container does not match the operating system of the host. (0xc0370101) | WrongPlatform
            INIT error running prestart hook #0: exit status 1, stdout: , stderr: nvidia-container-cli: requirement error: unsatisfied condition: cuda>=12.6, please update your driver to a newer version, or use an earlier cuda container: unknown | DeviceError
            INIT error running prestart hook #0: exit status 1, stdout: , stderr: nvidia-container-cli: mount error: file creation failed: /run/c/rootfs/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1: file exists: unknown | DeviceError
            """)
    void aTextThatNamesWhatIsWrongWithTheContainerIsPermanent(String message, String cause) {
        Diagnosis d = startError(message);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(d.exitCode()).isEmpty();
        Diagnosis waiting =
                Story.bound().waiting("CreateContainerError", written(message)).now();
        assertThat(waiting.cause()).isEqualTo(cause);
        assertThat(waiting.verdict()).isEqualTo(Verdict.PERMANENT);
    }

    @ParameterizedTest(name = "{0} is {1}, and {2} while it waits")
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            # namespaces: containerd #9160 and #7388, CRI-O #1927
            RUNC unable to create new parent process: namespace path: lstat /proc/0/ns/ipc: no such file or directory: unknown | RuntimeBusy | TRANSIENT
            container_linux.go:330: creating new parent process caused "container_linux.go:1759: running lstat on namespace path \\"/proc/134447/ns/ipc\\" caused \\"lstat /proc/134447/ns/ipc: no such file or directory\\"" | RuntimeBusy | TRANSIENT
            SHIM OCI runtime create failed: setns `/proc/7/ns/net`: No such file or directory: unknown | RuntimeBusy | TRANSIENT
            sandbox container "abc" is not running | RuntimeBusy | TRANSIENT
            failed to find sandbox id "abc": not found | RuntimeBusy | TRANSIENT
            # cgroups, systemd, D-Bus: runc #3312, CRI-O #9082, kubernetes #109890
            RUNC unable to start container process: unable to apply cgroup configuration: failed to write 214182: open /sys/fs/cgroup/rdma/kubepods/podx/c/cgroup.procs: no such device: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: unable to start unit "cri-containerd-c.scope" (properties [{Name:Description Value:"libcontainer container c"} {Name:PIDs Value:@au [1213]}]): Launch helper exited with unknown return code 1: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: unable to start unit "cri-containerd-c.scope": Unit cri-containerd-c.scope already exists.: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: dial unix /run/systemd/private: connect: connection refused: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: failed to activate service 'org.freedesktop.systemd1': timed out (service_start_timeout=25000ms): unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: The maximum number of active connections for UID 0 has been reached: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/podx/c: cannot allocate memory: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/podx/c: no space left on device: unknown | RuntimeBusy | TRANSIENT
            INIT error setting cgroup config for procHooks process: resulting devices cgroup doesn't match target mode: unknown | RuntimeBusy | TRANSIENT
            INIT error setting cgroup config for procHooks process: openat2 /sys/fs/cgroup/kubepods.slice/cpu.weight: no such file or directory: unknown | RuntimeBusy | TRANSIENT
            INIT error setting cgroup config for procHooks process: failed to write "1": write /sys/fs/cgroup/cpuset/x/cpuset.cpus: permission denied: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to freeze: unknown | RuntimeBusy | TRANSIENT
            SHIM OCI runtime create failed: sd-bus call: Unit kubepods-burstable-podx.slice not found.: I/O error: unknown | RuntimeBusy | TRANSIENT
            cgroup does not exist | RuntimeBusy | TRANSIENT
            SHIM unable to add inotify watch: no space left on device | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: error during container init: unable to join session keyring: unable to create session key: disk quota exceeded: unknown | RuntimeBusy | TRANSIENT
            # shims and their sockets
            failed to create containerd task: failed to start shim: start failed: containerd-shim: bind: address already in use: exit status 1: unknown | RuntimeBusy | TRANSIENT
            SHIM ttrpc: closed: unknown | RuntimeBusy | TRANSIENT
            failed to create containerd task: context canceled: unknown | RuntimeBusy | TRANSIENT
            failed to create containerd task: context deadline exceeded: unknown | RuntimeBusy | TRANSIENT
            rpc error: code = DeadlineExceeded desc = stream terminated | RuntimeBusy | TRANSIENT
            task 5f2 already exists: unknown | RuntimeBusy | TRANSIENT
            SHIM OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/c/log.json: no such file or directory): runc did not terminate successfully: signal: killed: unknown | RuntimeBusy | TRANSIENT
            SHIM OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/c/log.json: no such file or directory): exec: "runc": executable file not found in $PATH: unknown | RuntimeUnavailable | TRANSIENT
            runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist: unknown | RuntimeUnavailable | TRANSIENT
            # the first process
            INIT fork/exec /proc/self/fd/6: resource temporarily unavailable: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: can't get final child's PID from pipe: EOF: unknown | RuntimeBusy | TRANSIENT
            OCI runtime create failed: container_linux.go:349: starting container process caused "process_linux.go:319: getting the final child's pid from pipe caused \\"EOF\\"": unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: read init-p: connection reset by peer: unknown | RuntimeBusy | TRANSIENT
            INIT procReady not received: unknown | RuntimeBusy | TRANSIENT
            RUNC unable to start container process: reopen exec fifo: get safe /proc/thread-self/fd handle: no such file or directory: unknown | RuntimeBusy | TRANSIENT
            failed to start containerd task "main": OCI runtime start failed: cannot start an already running container: unknown | RuntimeBusy | TRANSIENT
            INIT error loading seccomp filter into kernel: error loading seccomp filter: errno 524: unknown | RuntimeBusy | TRANSIENT
            # volumes and mounts of the node
            INIT error mounting "/var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volume-subpaths/cfg/main/0" to rootfs at "/etc/app": mount src=/var/lib/kubelet/pods/x, dst=/etc/app, dstFd=/proc/thread-self/fd/8, flags=MS_BIND|MS_REC: no such file or directory: unknown | FailedMount | TRANSIENT
            failed to generate container "c" spec: failed to generate spec: failed to stat "/var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/kubernetes.io~nfs/data": stat /var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/kubernetes.io~nfs/data: stale NFS file handle | FailedMount | TRANSIENT
            INIT error mounting "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/s/hostname" to rootfs at "/etc/hostname": mount src=/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/s/hostname, dst=/etc/hostname: no such file or directory: unknown | RuntimeBusy | TRANSIENT
            INIT error mounting "cgroup" to rootfs at "/sys/fs/cgroup": mount cgroup:/sys/fs/cgroup/openrc: no such file or directory: unknown | StartError | AMBIGUOUS
            INIT open sysctl net.ipv4.ip_unprivileged_port_start file: unsafe procfs detected: openat2 /proc/./sys/net/ipv4/ip_unprivileged_port_start: invalid cross-device link: unknown | StartError | AMBIGUOUS
            failed to create containerd container: mkdir /var/lib/containerd/x: no space left on device | NodeDisk | TRANSIENT
            failed to create containerd container: error unpacking image: parent snapshot sha256:ab does not exist: not found | RuntimeBusy | TRANSIENT
            # gVisor #10295, Kata
            SHIM OCI runtime create failed: creating container: cannot create sandbox: cannot read client sync file: waiting for sandbox to start: EOF: unknown | RuntimeBusy | TRANSIENT
            SHIM OCI runtime create failed: creating container: cannot create gofer process: gofer: fork/exec /proc/self/exe: operation not permitted: unknown | RuntimeBusy | TRANSIENT
            SHIM Failed to Check if grpc server is working: rpc error: code = DeadlineExceeded desc = timed out connecting to vsock 3564712613:1024: unknown | RuntimeBusy | TRANSIENT
            # device hooks: nvidia-container-toolkit #2102, #202
            INIT error running prestart hook #0: exit status 1, stdout: , stderr: Auto-detected mode as 'legacy' nvidia-container-cli: initialization error: nvcgo rpc error: timed out: unknown | DeviceError | TRANSIENT
            INIT error running prestart hook #0: exit status 1, stdout: , stderr: nvidia-container-cli: initialization error: nvml error: driver not loaded: unknown | DeviceError | TRANSIENT
            INIT error running prestart hook #0: exit status 1, stdout: , stderr: nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory: unknown | DeviceError | TRANSIENT
            INIT error running hook #0: error running hook: exit status 1, stdout: , stderr: nvidia-container-cli: device error: GPU-1: unknown device: unknown | DeviceError | AMBIGUOUS
            failed to generate container "c" spec: failed to apply OCI options: CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=0 | DeviceError | AMBIGUOUS
            error gathering device information while adding custom device "/dev/nvidia3": no such file or directory | DeviceError | AMBIGUOUS
            INIT error running createRuntime hook #0: exit status 1, stdout: , stderr: lockfile: no such file or directory: unknown | ContainerStartHookError | TRANSIENT
            INIT write sysctl key net.ipv4.ping_group_range: write /proc/sys/net/ipv4/ping_group_range: invalid argument: unknown | StartError | AMBIGUOUS
            SHIM hcsshim::ActivateLayer - failed failed in Win32: The process cannot access the file because it is being used by another process. (0x20): unknown | RuntimeBusy | TRANSIENT
            # texts that nobody knows, and kata-containers #10872
            failed to start containerd task "afd43e77": something new: No such file or directory (os error 2) | StartError | AMBIGUOUS
            RUNC something new: no such file or directory: unknown | StartError | AMBIGUOUS
            something new | StartError | AMBIGUOUS
            """)
    void anyOtherTextIsTheNodes(String message, String cause, Verdict waiting) {
        Diagnosis d = startError(message);
        assertThat(d.verdict()).isEqualTo(Verdict.NEVER_STARTED);
        assertThat(d.cause()).isEqualTo(cause);
        Diagnosis w =
                Story.bound().waiting("RunContainerError", written(message)).now();
        assertThat(w.verdict()).isEqualTo(waiting);
        assertThat(w.cause()).isIn(cause, cause.equals("StartError") ? "RunContainerError" : cause);
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            # CRI-O
            set memory limit 6291456 too low; should be at least 12582912 bytes | PERMANENT | MemoryLimitTooLow
            container create failed: setrlimit `RLIMIT_NOFILE`: Operation not permitted | PERMANENT | BadSetting
            setup seccomp: unable to load local profile: open seccomp profile: open /var/lib/kubelet/seccomp/x.json: no such file or directory | PERMANENT | BadSetting
            device /dev/fuse is specified but is not in allowed_devices | PERMANENT | BadSetting
            cannot mount /dev/nosuch: path does not exist and will cause issues as a directory | PERMANENT | BadMount
            the requested container k8s_main_x is now ready and will be provided to the kubelet on next retry: error reserving ctr name k8s_main_x for id c: name is reserved | TRANSIENT | RuntimeBusy
            kubelet may be retrying requests that are timing out in CRI-O due to system load. Currently at stage container storage creation: context deadline exceeded | TRANSIENT | RuntimeBusy
            error creating read-write layer with ID "c": Stat /var/lib/containers/storage/overlay/l/X: no such file or directory | TRANSIENT | RuntimeBusy
            container create failed: something new | AMBIGUOUS | CreateContainerError
            container create failed: open executable: Permission denied | PERMANENT | BadCommand
            # containerd
            failed to generate container "c" spec: failed to generate seccomp spec opts: cannot load seccomp profile "/var/lib/kubelet/seccomp/x.json": open /var/lib/kubelet/seccomp/x.json: no such file or directory | PERMANENT | BadSetting
            failed to generate container "c" spec: failed to generate apparmor spec opts: apparmor profile not found k8s-x | PERMANENT | BadSetting
            get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH | TRANSIENT | RuntimeUnavailable
            # a task whose command is called like a program of the node: runc init_linux.go
            RUNC unable to start container process: exec: "nvidia-smi": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            INIT exec: "nvidia-smi": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            INIT exec: "runc": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            INIT exec: "crun": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            INIT exec: "/usr/bin/nvidia-ctk": stat /usr/bin/nvidia-ctk: no such file or directory: unknown | PERMANENT | BadCommand
            RUNC unable to start container process: exec: "nvidia-container-cli": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            RUNC unable to start container process: exec: "nvidia-container-toolkit": permission denied: unknown | PERMANENT | BadCommand
            OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "nvidia-smi": executable file not found in $PATH: unknown | PERMANENT | BadCommand
            OCI runtime create failed: container_linux.go:349: starting container process caused "exec: \"runc\": executable file not found in $PATH": unknown | PERMANENT | BadCommand
            exec: "nvidia-smi": executable file not found in $PATH | PERMANENT | BadCommand
            OCI runtime create failed: unable to retrieve OCI runtime error (open /run/c/log.json: no such file or directory): exec: "runc": executable file not found in $PATH: unknown | TRANSIENT | RuntimeUnavailable
            OCI runtime create failed: unable to retrieve OCI runtime error (open /run/c/log.json: no such file or directory): exec: "nvidia-container-runtime": executable file not found in $PATH: unknown | TRANSIENT | RuntimeUnavailable
            OCI runtime create failed: unable to retrieve OCI runtime error (open /run/c/log.json: no such file or directory): exec: "/usr/bin/nvidia-container-runtime": stat /usr/bin/nvidia-container-runtime: no such file or directory: unknown | TRANSIENT | RuntimeUnavailable
            # what a container, a pod, an image or a volume is called
            failed to reserve container name "main_apparmor-build-1a2b3c_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0": name "main_apparmor-build-1a2b3c_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0" is reserved for "abc" | TRANSIENT | RuntimeBusy
            the container name "k8s_oom-killed_p_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0" is already in use by abc. You have to remove that container to be able to reuse that name: that name is already in use | TRANSIENT | RuntimeBusy
            error reserving ctr name k8s_oom-killed_p_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0 for id abc: name is reserved | TRANSIENT | RuntimeBusy
            error reserving ctr name k8s_nvidia-container-toolkit_p_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0 for id abc: name is reserved | TRANSIENT | RuntimeBusy
            failed to get image "registry.k8s.io/apparmor-loader:0.2": not found | TRANSIENT | RuntimeBusy
            failed to resolve image "r.example/nvidia-container-toolkit:1": not found | TRANSIENT | RuntimeBusy
            Error response from daemon: Conflict. The container name "/k8s_unknown-device_p_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0" is already in use by container "abc". You have to remove (or rename) that container to be able to reuse that name. | TRANSIENT | RuntimeBusy
            failed to create containerd container: something new about name "main_apparmor_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0" | AMBIGUOUS | CreateContainerError
            failed to create containerd container: something new about image "r.example/systemd:1" | AMBIGUOUS | CreateContainerError
            something new about k8s_cgroup_p_ci_9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11_0 | AMBIGUOUS | CreateContainerError
            # runc 1.4 opens /proc by a mount of its own: internal/pathrs, filepath-securejoin
            apparmor failed to apply profile: write fsmount:fscontext:proc/thread-self/attr/apparmor/exec: no such file or directory | PERMANENT | BadSetting
            INIT write sysctl key kernel.foo: open fsmount:fscontext:proc/sys/kernel/foo: no such file or directory: unknown | PERMANENT | BadSetting
            INIT open sysctl kernel.foo file: openat2 fsmount:fscontext:proc/./sys/kernel/foo: no such file or directory: unknown | PERMANENT | BadSetting
            INIT write fsmount:fscontext:proc/thread-self/attr/keycreate: invalid argument: unknown | PERMANENT | BadSetting
            INIT open sysctl net.ipv4.ip_unprivileged_port_start file: unsafe procfs detected: openat2 fsmount:fscontext:proc/./sys/net/ipv4/ip_unprivileged_port_start: permission denied: unknown | AMBIGUOUS | StartError
            INIT openat2 fsmount:fscontext:proc/sys/net/ipv4/ip_unprivileged_port_start: permission denied: unknown | AMBIGUOUS | StartError
            # the kubelet's own directory is on the node's disk
            failed to generate container "c" spec: failed to generate spec: failed to mkdir "/var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/kubernetes.io~empty-dir/data": mkdir /var/lib/kubelet/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/kubernetes.io~empty-dir/data: read-only file system | TRANSIENT | NodeDisk
            failed to generate container "c" spec: failed to generate spec: failed to mkdir "/data/k/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/a": mkdir /data/k/pods/9d4f0b36-0b6f-4c5e-9b8f-2f9f6f3f7d11/volumes/a: read-only file system | TRANSIENT | NodeDisk
            failed to generate container "c" spec: failed to generate spec: failed to mkdir "/opt/pods": mkdir /opt/pods: read-only file system | PERMANENT | BadMount
            failed to generate container "c" spec: failed to apply OCI options: no users found | PERMANENT | BadCommand
            failed to generate container "c" spec: failed to generate spec: path "/mnt" is mounted on "/" but it is not a shared mount | PERMANENT | BadMount
            failed to generate container "c" spec: failed to generate spec: no command specified | PERMANENT | BadCommand
            failed to reserve container name "main_x_0": name "main_x_0" is reserved for "c" | TRANSIENT | RuntimeBusy
            failed to get image from containerd "sha256:ab": image "x": not found | TRANSIENT | RuntimeBusy
            # Docker
            Error response from daemon: Minimum memory limit allowed is 6MB | PERMANENT | MemoryLimitTooLow
            Error response from daemon: Duplicate mount point: /x | PERMANENT | BadMount
            """)
    void aContainerThatCannotBeCreated(String message, Verdict verdict, String cause) {
        Diagnosis d =
                Story.bound().waiting("CreateContainerError", written(message)).now();
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
    }

    @Test
    void anotherContainerThatRanLeavesTheOutcomeUnknown() {
        Story story = Story.bound().with("setup", Kind.INIT, "x");
        story.state("setup", Story.terminated(0, "Completed", Story.BEGIN, Story.BEGIN.plusSeconds(1)));
        story.phase("Failed").state("main", Story.failedStart("StartError", 128, "ttrpc: closed"));
        assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        assertThat(story.now().cause()).isEqualTo("RuntimeBusy");
    }

    @Test
    void aContainerThatStartsAfterThatLeavesTheOutcomeUnknown() {
        Story story = Story.bound().with("other", Kind.MAIN, "x").phase("Failed");
        story.state("other", Story.failedStart("StartError", 128, "ttrpc: closed"));
        story.state("main", Story.failedStart("StartError", 128, "ttrpc: closed"));
        assertThat(story.verdict()).isEqualTo(Verdict.NEVER_STARTED);
        story.event("Started", "Started container other", "other", Story.BEGIN, Story.BEGIN);
        assertThat(story.verdict()).isEqualTo(Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void aStartThatTheKubeletRepeatsIsWaitedFor() {
        Story story = Story.bound().restarted("main", 1, Story.failedStart("StartError", 128, "ttrpc: closed"));
        assertThat(story.waiting("CrashLoopBackOff", "back-off 10s").verdict()).isEqualTo(Verdict.WAITING);
    }
}
