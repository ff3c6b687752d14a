# Sourced by cases: a simulated Live on UDP, started and stopped without a sleep.

# start_sim [arguments of `livegate sim`]: waits until it says that it listens; sets SIM (pid) and LIVE (for --live=).
start_sim() {
    mkfifo sim.fifo
    livegate sim --port 0 --reply-port 21001 "$@" 2>sim.fifo &
    SIM=$!
    exec 3<sim.fifo
    read -r ready <&3
    port=${ready##*127.0.0.1:}
    LIVE=127.0.0.1:${port%%,*}:21001
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
