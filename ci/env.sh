# Sourced by the scripts of this folder: where things are, and what Homebrew keeps out of the way.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1
if command -v brew >/dev/null 2>&1; then
    for keg in openssl@3 libxml2; do
        PKG_CONFIG_PATH="$(brew --prefix "$keg" 2>/dev/null)/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
    done
    export PKG_CONFIG_PATH
fi

# build PRESET: configures once, builds what changed; the compiler's words are shown only when it fails.
build() {
    mkdir -p build
    if ! { [ -f "build/$1/build.ninja" ] || cmake --preset "$1"; } >"build/$1.log" 2>&1 ||
        ! cmake --build --preset "$1" >>"build/$1.log" 2>&1; then
        tail -n 60 "build/$1.log" >&2
        echo "${0##*/}: the $1 build failed (build/$1.log)" >&2
        exit 1
    fi
}
