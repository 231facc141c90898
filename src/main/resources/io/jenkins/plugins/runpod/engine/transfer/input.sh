# shellcheck shell=sh
# The inputs of a task: runs in the container run-pod-input, after common.sh.
#
#   $root/in/part.NUMBER.LENGTH.SHA256   a whole part of the archive, numbered from 0
#   $root/in/put.PROCESS                 a part that an exec receives
#   $root/in.lock.NUMBER                 see lock in common.sh
#   $root/try.PROCESS                    what an exec unpacks
#   $root/work                           the result container's working directory
#   $root/ready                          the inputs are there: has the SHA-256 of their archive
# shellcheck disable=SC2154 # from common.sh

# Whether any user may write to the working directory: the result container can have another user than this one.
open=${RUN_POD_OPEN:-0}

# wait-for-input INPUTS OUTPUTS: whether there are some, 0 or 1. The first process of the container.
wait_for_input() {
    needed='cat head kill ln ls mkdir mv printf rm sha256sum sleep tar tee'
    [ "$2" = 0 ] || needed="$needed find tail wc"
    [ "$open" = 0 ] || needed="$needed chmod"
    # shellcheck disable=SC2086 # a list
    check_tools $needed
    [ "$open" = 0 ] || umask 000
    mkdir -p "$root/work" "$root/in" "$root/out" 2>/dev/null || stop "$NOT_WRITABLE" "run-pod not-writable $root"
    if [ "$2" = 1 ]; then
        echo ./list >"$root/out/list"
        (cd "$root/out" && tar -c -f - -T list) >/dev/null 2>&1 || stop "$MISSING_TOOLS" 'run-pod missing tar_-T'
        rm -f "$root/out/list"
    fi
    [ "$1" = 1 ] || exit 0
    wait_until "$root/ready" "$root/in.process"
}

# status: which parts are whole, and whether all is done.
status() {
    parts=0
    for part in "$root"/in/part.*; do
        [ -e "$part" ] || continue
        part=${part##*/part.}
        number=${part%%.*}
        part=${part#*.}
        echo "run-pod part $number ${part%.*} ${part#*.}"
        parts=$((parts + 1))
    done
    state=waiting
    [ ! -e "$root/ready" ] || state=ready
    echo "run-pod status $state $parts"
}

# put COUNT: receives parts. Stdin has for each one a line NUMBER LENGTH SHA256 and then its bytes, and may stay open.
# The answer is how many it has taken: one alone without a tool that leaves the rest of stdin as it is.
# Two execs can receive the same part, so each has a name of its own for it.
put() {
    waited=0
    until [ -d "$root/in" ] || [ -e "$root/ready" ] || [ $waited = 30 ]; do # the container runs, and its first process has not yet made its folders
        sleep 1
        waited=$((waited + 1))
    done
    for other in "$root"/in/put.*; do
        kill -0 "${other##*.}" 2>/dev/null || rm -f "$other"
    done
    mine=$root/in/put.$$
    most=$1
    (echo | dd iflag=fullblock) >/dev/null 2>&1 || most=1
    taken=0
    while [ $taken -lt "$most" ] && ! [ -e "$root/ready" ]; do
        IFS=' ' read -r number length sha || fail "$INCOMPLETE" "only $taken parts have arrived"
        put_one "$number" "$length" "$sha"
        taken=$((taken + 1))
    done
    [ ! -e "$root/ready" ] || taken=$1
    echo "run-pod put $taken"
}

# put_one NUMBER LENGTH SHA256: receives one of $most parts.
put_one() {
    part=$root/in/part.$1.$2.$3
    text=$({ exactly "$2" "$most" | tee "$mine" | sha256; } 2>&1 | beginning)
    got=$(bytes "$mine" 2>/dev/null)
    [ ! -e "$root/ready" ] || return 0
    if [ "$got" != "$2" ]; then
        [ ${#text} = 64 ] || fail_for "$text" # no SHA-256, or not that alone
        if [ -e "$mine" ] && ! { cat "$mine" >"$mine.full"; } 2>/dev/null; then # some tools say nothing when the disk is full
            rm -f "$mine.full"
            fail "$DISK_FULL" "no space left for part $1"
        fi
        rm -f "$mine.full"
        fail "$INCOMPLETE" "part $1 has ${got:-no} bytes, not $2"
    fi
    [ "$text" = "$3" ] || fail "$CORRUPTED" "part $1 has another SHA-256"
    text=$(mv -f "$mine" "$part" 2>&1) || [ -e "$root/ready" ] || fail_for "$text"
    for other in "$root/in/part.$1".*; do
        [ "$other" = "$part" ] || rm -f "$other"
    done
}

# exactly LENGTH COUNT: copies that many bytes of stdin, and leaves the rest there if more than one part comes.
exactly() {
    if [ "$2" = 1 ]; then
        head -c "$1"
        return
    fi
    rest=$(($1 % 65536))
    [ "$1" -lt 65536 ] || dd bs=65536 count=$(($1 / 65536)) iflag=fullblock 2>/dev/null
    [ $rest = 0 ] || dd bs=$rest count=1 iflag=fullblock 2>/dev/null
}

# identity COUNT: the SHA-256 of each part, in order. That of all these lines tells an archive from others.
identity() {
    number=0
    while [ $number -lt "$1" ]; do
        for part in "$root/in/part.$number".*; do
            echo "${part##*.}"
        done
        number=$((number + 1))
    done
}

# parts FOLDER COUNT: writes the parts in a folder, in order, and removes each one after that.
parts() {
    number=0
    while [ $number -lt "$2" ]; do
        for part in "$1/part.$number".*; do
            cat "$part" || return
            rm -f "$part"
        done
        number=$((number + 1))
    done
}

unpacked() {
    ready=
    { read -r ready <"$root/ready"; } 2>/dev/null
    if [ -n "$ready" ]; then
        [ "$ready" = "$1" ] || fail "$CORRUPTED" "other inputs have been unpacked"
        echo "run-pod unpacked $1"
        wake "$root/in.process"
        exit 0
    fi
}

# unpack COUNT SHA256: makes the working directory of the parts.
# Each part is removed once tar has it, so that the disk does not hold all of them twice. Before that they get into a folder of this
# process: what it has started can go on after it was killed, and must not remove a part that was sent again. So all parts are missing
# if this ends in the middle, and status tells that.
unpack() {
    unpacked "$2"
    show_work
    lock "$root/in"
    unpacked "$2"
    remove "$root"/try.*
    number=0
    while [ $number -lt "$1" ]; do
        for part in "$root/in/part.$number".*; do
            [ -e "$part" ] || fail "$INCOMPLETE" "part $number is missing"
        done
        number=$((number + 1))
    done
    if [ "$(identity "$1" | sha256)" != "$2" ]; then
        rm -f "$root"/in/part.*
        fail "$CORRUPTED" "these are parts of another archive"
    fi
    [ "$open" = 0 ] || umask 000
    mine=$root/try.$$
    text=$({ mkdir "$mine" "$mine/work" && echo "$2" >"$mine/ready" && mv "$root"/in/part.* "$mine"; } 2>&1) || fail_for "$text"
    # A pipe has the exit code of its end alone. So both sides make a file once all went well.
    text=$({
        { parts "$mine" "$1" && : >"$mine/read"; } | (
            cd "$mine/work" || exit
            tar -x -o -f -
            code=$?
            cat >/dev/null
            if [ $code = 0 ]; then
                : >"$mine/written"
            else
                echo "tar has ended with exit code $code" >&2
            fi
        )
    } 2>&1 | beginning)
    if ! [ -e "$mine/read" ] || ! [ -e "$mine/written" ]; then
        fail_for "${text:-tar has failed}"
    fi
    if [ "$open" = 1 ]; then
        text=$(chmod -R a+rwX "$mine/work" 2>&1 | beginning)
        [ -z "$text" ] || fail_for "$text"
    fi
    remove "$root/work"
    text=$({ mv "$mine/work" "$root/work" && mv "$mine/ready" "$root/ready"; } 2>&1) || fail_for "$text"
    remove "$root/in"
    unpacked "$2"
}

command=$1
shift
case $command in
    wait-for-input) wait_for_input "$@" ;;
    status) status ;;
    put) put "$@" ;;
    unpack) unpack "$@" ;;
    *) fail "$UNKNOWN_COMMAND" "no command $command" ;;
esac
