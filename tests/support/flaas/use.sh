# Sourced by cases: `flaas` and the Python packages that it brings are stand-ins (tests/support/flaas).
stand=$LIVEGATE_SOURCE/tests/support/flaas
# A copy, for Python keeps what it compiles beside them.
cp -R "$stand/packages" packages
trap 'rm -rf packages' EXIT
export PATH="$stand/bin:$PATH" PYTHONPATH="$PWD/packages"

# try GATE FAULT: runs it in a fresh world where that is wrong; says what did not pass, and as what.
try() {
    echo "$2" >fault
    status=0
    livegate run "$LIVEGATE_SOURCE/gates/variants/flaas/$1.yaml" --sim >/dev/null 2>&1 || status=$?
    printf '%s %s: exit %s' "$1" "$2" "$status"
    jq -r 'select(.kind == "step" and (.outcome == "failed" or .outcome == "error")) |
        "\(.id) \(.outcome) \(.category)"' reports/out/latest/receipts.jsonl | tr '\n' ';' | sed 's/^/; /; s/;$//'
    echo
    rm -rf fault world.* data reports
}
