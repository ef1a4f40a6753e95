#!/bin/sh
# How fast `dateline extract` is on one thread, two, and so on, in three turns: the median of each, in
# all and for each thread. Needs nothing but a dump of articles.
#
#   benches/threads.sh target/release/dateline news.jsonl 1 2 4
set -eu
dateline=$1 dump=$2
shift 2
times=$(mktemp)
trap 'rm -f "$times"' EXIT
for turn in 1 2 3; do
    for threads in "$@"; do
        begun=$(date +%s%N)
        "$dateline" extract -q --threads "$threads" -o /dev/null "$dump"
        echo "$threads $(($(date +%s%N) - begun)) $turn" >>"$times"
    done
done
bytes=$(wc -c <"$dump")
for threads in "$@"; do
    awk -v n="$threads" '$1 == n {print $2}' "$times" | sort -n | sed -n 2p |
        awk -v n="$threads" -v bytes="$bytes" '{
            rate = bytes * 1000 / $1
            printf "%d threads: %.2f s, %.2f MB/s, %.2f MB/s a thread\n", n, $1 / 1e9, rate, rate / n
        }'
done
