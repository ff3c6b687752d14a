# Sourced by cases: a simulated Live on UDP, started and stopped without a sleep.

# start_sim [arguments of `livegate sim`]: waits until it says that it listens; sets SIM (pid) and LIVE (for --live=).
start_sim() {
    mkfifo sim.fifo
    reply_port=$((20000 + $$ % 20000)) # of this case alone, where several run at once
    livegate sim --port 0 --reply-port $reply_port "$@" 2>sim.fifo &
    SIM=$!
    exec 3<sim.fifo
    read -r ready <&3
    port=${ready##*127.0.0.1:}
    LIVE=127.0.0.1:${port%%,*}:$reply_port
    trap stop_sim EXIT
}

stop_sim() {
    trap - EXIT
    kill "$SIM" 2>/dev/null || true
    wait "$SIM" || true
    exec 3<&-
    rm -f sim.fifo
}

receipts() { cat reports/out/latest/receipts.jsonl; }
junit() { cat reports/out/latest/junit.xml; }
# xpath EXPRESSION: of the newest run's JUnit file
xpath() { xmllint --xpath "$1" reports/out/latest/junit.xml; }

# A gate that changes some things of Live by four steps, then goes on for long.
writing_gate() {
    printf 'gate: w\nname: writes\nsteps:\n'
    printf '  - send: {address: /live/%s}\n' 'track/set/volume, args: [0, 0.25]' 'track/set/volume, args: [1, 0.95], allow_louder: true' \
        'track/set/mute, args: [2, true]' 'song/create_audio_track, args: [-1]'
    i=0
    while [ $i -lt 1000 ]; do
        printf '  - ping:\n    expect: {reply: [ok]}\n'
        i=$((i + 1))
    done
}

# start_run GATE LINES: runs it against $LIVE until it has said so many lines; sets RUN (pid); the rest comes on 4.
start_run() {
    mkfifo run.fifo
    # A shell's background process ignores SIGINT; env -S is not portable, so signals are taken back by a tiny program.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' livegate run "$1" --live="$LIVE" >run.fifo 2>/dev/null &
    RUN=$!
    exec 4<run.fifo
    i=0
    while [ $i -lt "$2" ]; do
        read -r line <&4
        i=$((i + 1))
    done
}

# Ends it as nothing but the system can; the shell's word about that is left out.
kill_run() {
    kill -9 $RUN
    { wait $RUN; } 2>/dev/null
    end_run
}

end_run() {
    exec 4<&-
    rm -f run.fifo
}
