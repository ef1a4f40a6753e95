#!/usr/bin/env bash
# Attacks the promise that nothing is lost, in full: 300 kills at random moments, a kill at every
# system call of a save, journals harmed in 20,000 ways, power cuts. Takes minutes. Needs strace.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v strace > /dev/null || { echo 'strace is needed' >&2; exit 1; }
PROPTEST_CASES=${CASES:-20000} cargo test --lib store::
cargo test --test pty crash:: -- --include-ignored --nocapture --test-threads 1
