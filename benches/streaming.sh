#!/bin/sh
# How much memory `dateline extract` takes at most, and how fast it is, while so many megabytes of
# articles stream through it: memory must not grow with them. Linux only: it reads /proc.
#
#   benches/streaming.sh target/release/dateline 10 100 1000
set -eu
dateline=$1
shift
sentence='The ministry’s spokesperson, José Núñez, told reporters in Erbil on Saturday that “this attack reminds us of the threat” along the border.\n'
text=$(for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do printf %s "$sentence"; done)
fifo=$(mktemp -u)
mkfifo "$fifo"
trap 'rm -f "$fifo"' EXIT
for megabytes in "$@"; do
    # The last line is cut off, and told as a problem: the exit code is 1.
    yes "{\"title\":\"A story\",\"date\":\"2021-05-01\",\"text\":\"$text\"}" |
        head -c "${megabytes}000000" >"$fifo" &
    begun=$(date +%s)
    "$dateline" extract -q -o /dev/null - <"$fifo" 2>/dev/null &
    process=$!
    anon=0 peak=0
    while state=$(cat "/proc/$process/status" 2>/dev/null) &&
        now=$(echo "$state" | awk '/^RssAnon:/ {print $2}') && [ -n "$now" ]; do
        [ "$now" -gt "$anon" ] && anon=$now
        peak=$(echo "$state" | awk '/^VmHWM:/ {print $2}')
        sleep 0.1
    done
    wait "$process" || true
    seconds=$(($(date +%s) - begun))
    echo "$megabytes MB: $seconds s, anonymous memory at most $((anon / 1024)) MB, resident $((peak / 1024)) MB"
done
