#!/bin/sh
# Builds the fuzz target as `cargo fuzz` does, for those who do not have it. Needs nightly Rust.
# Arguments are handed to `cargo build`.
set -eu
cd "$(dirname "$0")"
coverage="-Cpasses=sancov-module"
for argument in level=4 inline-8bit-counters pc-table trace-compares; do
    coverage="$coverage -Cllvm-args=-sanitizer-coverage-$argument"
done
RUSTFLAGS="$coverage --cfg fuzzing -Coverflow-checks -Cdebug-assertions" \
    cargo +nightly build --release --target x86_64-unknown-linux-gnu "$@"
