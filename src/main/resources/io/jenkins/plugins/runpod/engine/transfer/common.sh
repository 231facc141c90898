# shellcheck shell=sh
# What input.sh and output.sh share. Their texts are in the pod's specification, in an environment variable of each helper container.
# An exec runs them from there: sh -c 'eval "$RUN_POD_TRANSFER"' run-pod COMMAND ARGUMENT...
#
# They run with the tools of any image: busybox, GNU, toybox, libarchive. So they use few options, and builtins where there are some.
# They write below $root alone, because the root file system can be read-only. A here-document would need /tmp.
# Numbers above 2^31 are compared as texts, because mksh calculates with 32 bits. Lengths come from ls, because the wc of busybox reads
# the whole file.
#
# Answers are lines on stdout that begin with "run-pod ". Lines with a dot show that a long command still works.
# Each failure has an exit code (ScriptExit.java) and a text on stderr.

LC_ALL=C # messages in English, and patterns that match names in any encoding
export LC_ALL
unset TAR_OPTIONS TAR_READER_OPTIONS TAR_WRITER_OPTIONS POSIXLY_CORRECT BLOCK_SIZE LS_BLOCK_SIZE # an image can set them
umask 022
root=${RUN_POD_FOLDER:-/run-pod}

# shellcheck disable=SC2034 # some are for input.sh or output.sh
{
    MISSING_TOOLS=80
    NOT_WRITABLE=81
    INCOMPLETE=82
    CORRUPTED=83
    DISK_FULL=84
    PERMISSION=85
    TOOL_FAILED=86
    UNKNOWN_COMMAND=87
}

# Ends with an exit code and a text.
fail() {
    code=$1
    shift
    printf '%s\n' "$*" >&2
    exit "$code"
}

# Ends with the exit code that fits what a tool has said. Some say nothing when the disk is full.
fail_for() {
    case $1 in
        *'o space left'* | *'uota exceeded'* | *'File too large'* | *'Wrote only '* | *'hort write'*) fail "$DISK_FULL" "$1" ;;
    esac
    if ! { echo "$1" >"$root/probe.$$"; } 2>/dev/null; then
        rm -f "$root/probe.$$"
        fail "$DISK_FULL" "$1"
    fi
    rm -f "$root/probe.$$"
    case $1 in
        *'ermission denied'* | *'not permitted'* | *'Read-only file system'*) fail "$PERMISSION" "$1" ;;
    esac
    fail "$TOOL_FAILED" "$1"
}

# The beginning of a long text. The rest is read, so that its writer goes on.
beginning() {
    head -c 2000
    cat >/dev/null
}

# The length of a file in bytes.
bytes() {
    # shellcheck disable=SC2012,SC2046 # not the name, and split on purpose
    set -- $(ls -lnd "$1")
    echo "$5"
}

# The SHA-256 of stdin.
sha256() {
    # shellcheck disable=SC2046 # split on purpose
    set -- $(sha256sum)
    echo "$1"
}

# Whether dd waits until a block is full. Then it reads nothing after its last block. The heads of busybox and toybox read ahead, and
# that of busybox takes each byte by itself.
fills_blocks() {
    (echo | dd bs=1 iflag=fullblock status=none) >/dev/null 2>&1
}

# blocks SIZE COUNT: copies that many blocks of stdin, or fewer if it ends before.
blocks() {
    [ "$2" = 0 ] || dd bs="$1" count="$2" iflag=fullblock status=none
}

# Ends the container if a tool is missing, and says which. Kubernetes shows the text as the container's message.
check_tools() {
    missing=
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
    done
    if [ -z "$missing" ] && [ "$(echo abc | head -c 2)" != ab ]; then
        missing=' head_-c'
    fi
    [ -z "$missing" ] || stop "$MISSING_TOOLS" "run-pod missing$missing"
}

# Ends a container with a text that Kubernetes shows.
stop() {
    if [ -w "${RUN_POD_MESSAGE:-/dev/termination-log}" ]; then
        echo "$2" >"${RUN_POD_MESSAGE:-/dev/termination-log}"
    fi
    echo "$2"
    exit "$1"
}

# Waits until the file $1 exists. The first process of a container has to trap the signal, otherwise the kernel ignores it.
# An exec that makes the file wakes this process, whose id is in the file $2. Without that it looks each second.
wait_until() {
    trap : USR1
    echo $$ >"$2" || stop "$NOT_WRITABLE" "run-pod not-writable $root"
    until [ -e "$1" ]; do
        pause
    done
    exit 0
}

# Waits for a signal, or for a second. What works in the background ends with its process.
pause() {
    kill -0 $$ 2>/dev/null || exit
    sleep 1 >/dev/null 2>&1 &
    wait $!
}

# Wakes the process that waits.
wake() {
    waiting=
    { read -r waiting <"$1"; } 2>/dev/null
    [ -z "$waiting" ] || kill -USR1 "$waiting" 2>/dev/null || :
}

# Lets one exec work at a time, also beside one whose connection broke and that still runs. The lock is a file $1.lock.N with the
# process id of its holder. It is linked into place with its content. If the holder was killed, the next one makes N + 1, and so on:
# only one can. Nobody removes the lock of another process, because it could have got a new holder since it was read.
lock() {
    own=$1.pid.$$
    { echo $$ >"$own"; } 2>/dev/null || fail_for "cannot write to $root"
    number=1
    failures=0
    until ln "$own" "$1.lock.$number" 2>/dev/null; do
        holder=
        { read -r holder <"$1.lock.$number"; } 2>/dev/null
        if [ -z "$holder" ]; then # it has just been removed
            failures=$((failures + 1))
            [ $failures -lt 100 ] || fail_for "ln cannot make $1.lock.$number"
        elif [ "$holder" != $$ ] && kill -0 "$holder" 2>/dev/null; then
            sleep 1
        else
            number=$((number + 1))
        fi
    done
    rm -f "$own"
    own=$1.lock.$number
}

# Writes a dot each few seconds while this process works, so that no proxy closes an idle connection. It ends with this process, also
# if that is killed, and its sleep does not keep stdout open.
show_work() {
    (
        while kill -0 $$ 2>/dev/null; do
            sleep 3 >/dev/null 2>&1
            echo .
        done
    ) &
    worker=$!
}

# A shell that has just been forked can lose another signal. It would keep stdout open for a while.
worker=
stop_worker() {
    [ -z "$worker" ] || kill -KILL "$worker" 2>/dev/null
}

# Removes what this process has made. A folder without write permission needs chmod first.
own=
mine=
unread=
clean_up() {
    stop_worker
    [ -z "$unread" ] || drain
    [ -z "$mine" ] || remove "$mine"
    [ -z "$own" ] || rm -f "$own"
}
remove() {
    rm -rf "$@" 2>/dev/null || {
        chmod -R u+rwx "$@"
        rm -rf "$@"
    } 2>/dev/null || :
}
# Lets another process read the rest of stdin, which is also file 3. Otherwise containerd does not tell that this one has ended.
drain() {
    cat <&3 >/dev/null 2>&1 &
}
trap clean_up EXIT
trap 'exit 143' TERM
