# Sourced by cases: a git repository in the case's folder, that knows nothing of the machine's own settings.
command -v git >"/dev/null" || { echo "git is not here" >&2; exit 77; }
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t

repo() {
    git init -q .
    git symbolic-ref HEAD refs/heads/main
}

# put FILE…: each with a text of its own, and other than before; folders are made.
put() {
    for file; do
        case $file in */*) mkdir -p "${file%/*}" ;; esac
        echo "$file $((put_count += 1))" >>"$file"
    done
}

commit() {
    git add -A
    git commit -q -m "${1:-c}"
}

# asked OPTIONS: what `list` would run and why, without names of files; its exit code if there is one.
asked() {
    code=0
    livegate list "$@" >list.out 2>list.err || code=$?
    awk '{ why = $0; if (!sub(/.*  picked by /, "", why)) why = /^nothing/ ? "" : "needed"
           print (/^nothing/ ? $0 : $1 ": " why) }' list.out
    [ "$code" = 0 ] || { sed 's/^livegate: //' list.err; echo "exit $code"; }
    rm -f list.out list.err
}
