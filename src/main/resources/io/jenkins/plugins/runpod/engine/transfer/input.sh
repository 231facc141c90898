# shellcheck shell=sh
# The inputs of a task: runs in the container run-pod-input, after common.sh.
#
#   $root/in/put.PROCESS/NUMBER          a part that an exec receives and checks
#   $root/in/part.NUMBER.LENGTH.SHA256   a whole part of the archive, numbered from 0
#   $root/in/fed.NUMBER.LENGTH.SHA256    an empty file: tar has got this part
#   $root/in/parts                       how many parts there are, and what identifies their archive
#   $root/in/failed                      why tar has failed: an exit code, and a text. All parts are missing then
#   $root/in/failing                     it is about to be there
#   $root/in.process                     who waits for parts
#   $root/in.asker                       who waits for the end
#   $root/in.told                        somebody knows of the end, so the container need not live on
#   $root/try                            what tar makes
#   $root/work                           the result container's working directory
#   $root/ready                          the inputs are there: has what identifies their archive
#
# The first process of the container unpacks each part as soon as it is whole. So the disk does not hold all of them twice, and no broken
# connection disturbs tar.
# shellcheck disable=SC2154 # from common.sh

# Whether any user may write to the working directory: the result container can have another user than this one.
open=${RUN_POD_OPEN:-0}

# wait-for-input INPUTS OUTPUTS: whether there are some, 0 or 1. The first process of the container.
wait_for_input() {
    needed='cat head kill ln ls mkdir mv printf rm sha256sum sleep tar'
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
    trap : USR1
    until [ -e "$root/ready" ]; do # in the background, so that a signal ends this process
        try &
        wait $!
    done
    echo $$ >"$root/in.process"
    wake "$root/in.asker"
    patience=3
    until [ -e "$root/in.told" ] || [ $patience = 0 ]; do # a signal can be a late one of a part
        pause
        patience=$((patience - 1))
    done
    exit 0
}

# Makes the working directory of the parts as they come.
try() {
    remove "$root/try"
    mkdir -p "$root/try/work"
    # A pipe has the exit code of its end alone. So both sides make a file once all went well.
    text=$({
        { feed && : >"$root/try/read"; } | (
            cd "$root/try/work" || exit
            tar -x -o -f -
            code=$?
            if [ $code = 0 ]; then
                cat >/dev/null # what follows the end of the archive
                : >"$root/try/written"
            else
                echo "tar has ended with exit code $code" >&2
            fi
        )
    } 2>&1 | beginning)
    if ! [ -e "$root/try/read" ] || ! [ -e "$root/try/written" ]; then
        give_up "${text:-tar has failed}"
        return
    fi
    if [ "$open" = 1 ]; then
        text=$(chmod -R a+rwX "$root/try/work" 2>&1 | beginning)
        [ -z "$text" ] || { give_up "$text" && return; }
    fi
    remove "$root/work"
    text=$({ mv "$root/try/work" "$root/work" && mv "$root/in/identity" "$root/ready"; } 2>&1) || {
        give_up "$text"
        return
    }
    remove "$root/in" "$root/try"
}

# Writes the parts, in order. Each one is removed after that.
feed() {
    trap : USR1
    sh -c 'echo $PPID' >"$root/in.process" || return # $$ is that of the whole shell
    number=0
    while :; do
        count= # it comes before the last part, and can change
        { read -r count identity <"$root/in/parts"; } 2>/dev/null
        [ -z "$count" ] || [ $number -lt "$count" ] || break
        for part in "$root/in/part.$number".*; do
            break
        done
        if [ -e "$part" ]; then
            cat "$part" || return
            : >"$root/in/fed.${part##*/part.}" || return
            rm -f "$part"
            number=$((number + 1))
        else
            pause
        fi
    done
    if [ "$(identity "$count" | sha256)" != "$identity" ]; then
        : >"$root/try/other"
        return 1
    fi
    echo "$identity" >"$root/in/identity"
}

# identity COUNT: the SHA-256 of each part, in order. That of all these lines tells an archive from others.
identity() {
    number=0
    while [ $number -lt "$1" ]; do
        for part in "$root/in/fed.$number".*; do
            echo "${part##*.}"
        done
        number=$((number + 1))
    done
}

# give_up TEXT: tells why, and waits until an exec has heard it.
give_up() {
    : >"$root/in/failing"
    text=$( (fail_for "$1") 2>&1)
    code=$?
    [ ! -e "$root/try/other" ] || { code=$CORRUPTED && text='these are parts of another archive'; }
    remove "$root/in/parts"
    remove "$root/try" "$root"/in/part.* "$root"/in/fed.*
    printf '%s\n%s\n' "$code" "$text" >"$root/in/failed.new" && mv "$root/in/failed.new" "$root/in/failed"
    rm -f "$root/in/failing"
    wake "$root/in.asker"
    while [ -e "$root/in/failed" ]; do
        pause
    done
}

# status: which parts are whole, and whether all is done.
status() {
    parts=0
    for part in "$root"/in/part.* "$root"/in/fed.*; do # a part gets the second name before it loses the first one
        case $part in *'*') continue ;; esac
        name=${part##*/in/}
        name=${name#*.}
        number=${name%%.*}
        name=${name#*.}
        echo "run-pod part $number ${name%.*} ${name#*.}"
        parts=$((parts + 1))
    done
    state=waiting
    [ ! -e "$root/ready" ] || state=ready
    echo "run-pod status $state $parts"
}

# failed: ends with the reason if unpacking has failed. One exec hears it.
failed() {
    while [ -e "$root/in/failing" ]; do
        sleep 1
    done
    mv "$root/in/failed" "$root/in/heard.$$" 2>/dev/null || return 0
    {
        read -r code
        text=$(cat)
    } <"$root/in/heard.$$"
    rm -f "$root/in/heard.$$"
    wake "$root/in.process"
    fail "$code" "$text"
}

# put COUNT PARTS IDENTITY: receives parts. Stdin has for each one a line NUMBER LENGTH SHA256 and then its bytes, and may stay open.
# The answer is how many it has taken. Without dd it is one, because the heads of busybox and toybox read ahead.
# Once all PARTS are there, it does what unpack does, and answers so. It receives nothing if they are there already.
# Two execs can receive the same part, so each has a folder of its own for it. While a part is checked, the next one is received.
put() {
    waited=0
    until [ -d "$root/in" ] || [ -e "$root/ready" ] || [ $waited = 30 ]; do # the container runs, and its first process has not yet made its folders
        sleep 1
        waited=$((waited + 1))
    done
    for other in "$root"/in/put.*; do
        kill -0 "${other##*.}" 2>/dev/null || remove "$other"
    done
    mine=$root/in/put.$$
    text=$(mkdir "$mine" 2>&1) || [ -e "$root/ready" ] || fail_for "$text"
    most=$1
    filling=1
    fills_blocks || { filling=0 && most=1; }
    if [ -n "$2" ]; then # an older controller does not say it
        [ -n "$(missing "$2")" ] || most=0
        announced "$2" "$3" || text=$(announce "$2" "$3" 2>&1) || [ -e "$root/ready" ] || fail_for "$text"
    fi
    exec 3<&0
    unread=1
    [ "$most" != 0 ] || { drain && unread=; }
    taken=0
    checking=
    while [ $taken -lt "$most" ] && ! [ -e "$root/ready" ]; do
        failed
        IFS=' ' read -r number length sha || {
            checked
            fail "$INCOMPLETE" "only $taken parts have arrived"
        }
        text=$(receive "$number" "$length" 2>&1) || {
            code=$?
            checked
            fail $code "$text"
        }
        checked
        check "$number" "$length" "$sha" &
        checking=$!
        taken=$((taken + 1))
    done
    checked
    # shellcheck disable=SC2034 # for clean_up
    [ $taken != "$1" ] || unread=
    if [ -n "$2" ] && { [ "$most" = 0 ] || [ -z "$(missing "$2")" ]; }; then
        unpack "$2" "$3"
    fi
    echo "run-pod put $taken"
}

# Ends like the check of the part before, if that has failed.
checked() {
    [ -z "$checking" ] || wait "$checking" || exit
    checking=
}

# receive NUMBER LENGTH: writes a part to a file.
receive() {
    text=$({ exactly "$2" >"$mine/$1"; } 2>&1) || [ -e "$root/ready" ] || fail_for "$text"
    got=$(bytes "$mine/$1" 2>/dev/null)
    if [ "$got" != "$2" ] && ! [ -e "$root/ready" ]; then
        if ! { cat "$mine/$1" >"$mine/full"; } 2>/dev/null; then # some tools say nothing when the disk is full
            fail "$DISK_FULL" "no space left for part $1"
        fi
        fail "$INCOMPLETE" "part $1 has ${got:-no} bytes, not $2"
    fi
}

# check NUMBER LENGTH SHA256: a part that is right gets its name. Its file can be removed at any time, with the exec or with all parts.
check() {
    [ "$({ sha256 <"$mine/$1"; } 2>/dev/null)" = "$3" ] || ! [ -e "$mine/$1" ] || fail "$CORRUPTED" "part $1 has another SHA-256"
    text=$(mv -f "$mine/$1" "$root/in/part.$1.$2.$3" 2>&1) || ! [ -e "$mine/$1" ] || fail_for "$text"
    wake "$root/in.process"
}

# exactly LENGTH: copies that many bytes of stdin. Only dd leaves the rest there.
exactly() {
    if [ $filling = 1 ]; then
        blocks 65536 $(($1 / 65536)) && blocks $(($1 % 65536)) $(($1 % 65536 > 0))
    else
        head -c "$1"
    fi
}

# unpacked IDENTITY: answers, and ends, if the inputs are there.
unpacked() {
    ready=
    { read -r ready <"$root/ready"; } 2>/dev/null
    if [ -n "$ready" ]; then
        [ "$ready" = "$1" ] || fail "$CORRUPTED" "other inputs have been unpacked"
        echo "run-pod unpacked $1"
        asker=
        { read -r asker <"$root/in.asker"; } 2>/dev/null
        if [ "${asker:-$$}" = $$ ] || ! kill -0 "$asker" 2>/dev/null; then # the connection of an earlier one may be broken
            { : >"$root/in.told"; } 2>/dev/null
            wake "$root/in.process"
        fi
        exit 0
    fi
}

# unpack COUNT IDENTITY: waits until all parts are unpacked.
unpack() {
    unpacked "$2"
    show_work
    absent=$(missing "$1")
    if [ -n "$absent" ]; then
        failed
        fail "$INCOMPLETE" "part $absent is missing"
    fi
    trap : USR1
    echo $$ >"$root/in.asker"
    if ! announced "$1" "$2" && ! [ -e "$root/ready" ]; then # ksh93 gets lost when a second signal follows that of the last part
        text=$(announce "$1" "$2" 2>&1) || [ -e "$root/ready" ] || fail_for "$text"
        wake "$root/in.process"
    fi
    until [ -e "$root/ready" ]; do
        last=there
        has $(($1 - 1)) || last=
        failed
        [ -n "$last" ] || [ -e "$root/ready" ] || fail "$INCOMPLETE" 'the parts were removed, and another command has heard why'
        pause
    done
    unpacked "$2"
}

# announced COUNT IDENTITY: whether that is said.
announced() {
    said=
    { read -r said <"$root/in/parts"; } 2>/dev/null
    [ "$said" = "$1 $2" ]
}

# announce COUNT IDENTITY: says how many parts there are, and what identifies their archive.
announce() {
    echo "$1 $2" >"$root/in/parts.$$" && mv "$root/in/parts.$$" "$root/in/parts"
}

# missing COUNT: the number of the first part that is not there, or nothing.
missing() {
    number=0
    while [ $number -lt "$1" ]; do
        has "$number" || {
            echo "$number"
            return
        }
        number=$((number + 1))
    done
}

# has NUMBER: whether a part is there, or was.
has() {
    for part in "$root/in/part.$1".*; do
        [ ! -e "$part" ] || return 0
    done
    for part in "$root/in/fed.$1".*; do # it is made before the other one is removed
        [ ! -e "$part" ] || return 0
    done
    [ -e "$root/ready" ]
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
