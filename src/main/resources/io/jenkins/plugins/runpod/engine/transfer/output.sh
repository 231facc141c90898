# shellcheck shell=sh
# The outputs of a task: runs in the container run-pod-output, after common.sh.
#
#   $root/work               the result container's working directory, after its end
#   $root/out/try.PROCESS    what an exec makes
#   $root/out/archive        the outputs, whole
#   $root/out/answer         what collect says about them
#   $root/taken              the controller has them
# shellcheck disable=SC2154 # from common.sh

TOO_MANY_FILES=88
TOO_LARGE=89
UNUSABLE_NAME=90
NOT_COLLECTED=91

# wait-until-taken: the first process of the container.
wait_until_taken() {
    check_tools sleep
    wait_until "$root/taken" "$root/out.process"
}

# matching PATH NUMBER {LENGTH EXPRESSION...}...: the files and symbolic links in the working directory whose path matches PATH and the
# expression of that NUMBER, counted from 1. With "any" instead: and one of the expressions.
# The expressions come first, because the first one may have -prune for folders.
matching() {
    path=$1
    only=$2
    shift 2
    next=$#
    number=0
    joint=
    while [ "$next" -gt 0 ]; do # LENGTH EXPRESSION... becomes ( EXPRESSION... ), with -o between two
        length=$1
        shift
        next=$((next - length - 1))
        number=$((number + 1))
        if [ "$only" != any ] && [ "$only" != $number ]; then
            shift "$length"
            continue
        fi
        # shellcheck disable=SC2086 # nothing or one word
        set -- "$@" $joint '('
        joint=-o
        while [ "$length" -gt 0 ]; do
            set -- "$@" "$1"
            shift
            length=$((length - 1))
        done
        set -- "$@" ')'
    done
    find . \( "$@" \) -path "$path" \( -type f -o -type l \) -print
}

# The number of lines of stdin.
lines() {
    # shellcheck disable=SC2046 # split on purpose
    set -- $(wc -l)
    echo "$1"
}

# excess {LENGTH EXPRESSION...}...: says how many files match one of the expressions, and then each of them.
excess() {
    counts=$(matching '*' any "$@" 2>/dev/null | lines)
    expressions=$(
        number=0
        while [ $# -gt 0 ]; do
            shift $(($1 + 1))
            number=$((number + 1))
        done
        echo $number
    )
    expression=0
    while [ "$expression" -lt "$expressions" ]; do
        expression=$((expression + 1))
        counts="$counts $(matching '*' "$expression" "$@" 2>/dev/null | lines)"
    done
    echo "run-pod counts $counts"
}

# Writes the archive. Names are relative and begin with ./ so that none looks like an option.
archive() {
    if ! [ -s "$mine/list" ]; then # for most tars that is an error
        head -c 1024 /dev/zero
        return
    fi
    case $(tar --version 2>/dev/null) in
        *'GNU tar'*) tar -c -f - --format=gnu --no-recursion --no-unquote -T "$mine/list" ;;
        bsdtar*) tar -c -f - --format=gnutar -n -T "$mine/list" ;;
        *) tar -c -f - -T "$mine/list" ;;
    esac
    code=$?
    [ $code = 0 ] || echo "tar has ended with exit code $code" >&2
    return $code
}

# collect FILES BLOCKS BYTES WORDS: archives what matches one of the find expressions. Stdin has WORDS lines, one for each word of
# {LENGTH EXPRESSION...}... and may stay open.
# There must be fewer files than FILES, and the archive must be shorter than BYTES, which are BLOCKS of 64 KiB. List and archive are cut
# there, so that they never fill the disk.
collect() {
    files=$1
    count=$2
    size=$3
    words=$4
    set --
    while [ "$words" -gt 0 ]; do
        IFS= read -r word || fail "$INCOMPLETE" 'not all of the patterns have arrived'
        set -- "$@" "$word"
        words=$((words - 1))
    done
    answered
    text=$(mkdir -p "$root/out" 2>&1) || fail_for "$text"
    show_work
    lock "$root/out"
    answered
    remove "$root"/out/try.*
    mine=$root/out/try.$$
    text=$(mkdir "$mine" 2>&1) || fail_for "$text"
    text=$(cd "$root/work" 2>&1) || fail_for "$text"
    cd "$root/work" || exit

    name=$(matching '*
*' any "$@" 2>/dev/null | head -c 500)
    [ -z "$name" ] || fail "$UNUSABLE_NAME" "$name"
    text=$({
        { matching '*' any "$@" && : >"$mine/found"; } | { head -n "$files" >"$mine/list" && : >"$mine/listed"; }
    } 2>&1 | beginning)
    found=$(lines <"$mine/list")
    if [ "$found" = "$files" ]; then
        excess "$@"
        fail "$TOO_MANY_FILES" "$files files or more"
    fi
    if ! [ -e "$mine/found" ] || ! [ -e "$mine/listed" ]; then
        fail_for "${text:-cannot make the list of files}"
    fi

    text=$({
        { archive && : >"$mine/packed"; } | { cut_archive >"$mine/archive" && : >"$mine/cut"; }
    } 2>&1 | beginning)
    length=$(bytes "$mine/archive")
    if [ "$length" = "$size" ]; then
        excess "$@"
        fail "$TOO_LARGE" "the archive has $size bytes or more"
    fi
    if ! [ -e "$mine/packed" ] || ! [ -e "$mine/cut" ]; then
        fail_for "${text:-tar has failed}"
    fi
    text=$({
        echo "run-pod collected $found $length" >"$mine/answer" &&
            mv -f "$mine/archive" "$root/out/archive" &&
            mv -f "$mine/answer" "$root/out/answer"
    } 2>&1) || fail_for "$text"
    answered
}

# Copies at most $size bytes of stdin.
cut_archive() {
    if fills_blocks; then
        blocks 65536 "$count"
    else
        head -c "$size"
    fi
}

answered() {
    [ ! -s "$root/out/answer" ] || { cat "$root/out/answer" && exit 0; }
}

# get SKIP FIRST: the archive from block SKIP of 64 KiB on, which is byte FIRST, counted from 1. The answer follows it: the SHA-256 of all of
# it, which is computed meanwhile.
# tail alone would do. But that of busybox reads all that it skips, and so does that of toybox.
get() {
    [ -e "$root/out/answer" ] || fail "$NOT_COLLECTED" "nothing has been collected"
    # shellcheck disable=SC2094 # both read
    sha256 <"$root/out/archive" | { # no file, because the disk can be full
        if command -v dd >/dev/null 2>&1; then
            dd if="$root/out/archive" bs=65536 skip="$1" 2>/dev/null
        else
            tail -c "+$2" "$root/out/archive"
        fi
        show_work
        read -r sha || fail "$TOOL_FAILED" 'sha256sum has failed'
        stop_worker
        echo "run-pod digest $sha"
    }
}

# taken: lets the container end.
taken() {
    remove "$root/out/answer" "$root/out"
    text=$({ : >"$root/taken"; } 2>&1) || fail_for "$text"
    echo "run-pod taken"
    wake "$root/out.process"
}

command=$1
shift
case $command in
    wait-until-taken) wait_until_taken ;;
    collect) collect "$@" ;;
    get) get "$@" ;;
    taken) taken ;;
    *) fail "$UNKNOWN_COMMAND" "no command $command" ;;
esac
