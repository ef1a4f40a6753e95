#!/usr/bin/env python3
"""What a key, a frame, a second of idleness and each way to end cost, measured from outside.

  benches/terminal.py --harness ptybench.py target/release/dateline CORPORA

CORPORA holds news-10000.jsonl, big-5mb.txt and the folder hard, as the harness' corpus generator
makes them; an article with 12,000 names is written here.  Annotations, state and caches go into a
temporary folder.  Latencies need a machine at rest; --rt gives the program real-time priority (root).
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile


class Bench:
    def __init__(self, typed, folder):
        self.typed, self.folder = typed, folder
        self.runs = 0

    def run(self, *steps, path, options=(), harness=()):
        """The harness' summary of a session with the program on `path`."""
        self.runs += 1
        home = os.path.join(self.folder, str(self.runs))
        out = os.path.join(self.folder, f"{self.runs}.json")
        env = dict(os.environ, **{f"XDG_{kind}_HOME": os.path.join(home, kind) for kind in ("STATE", "CACHE", "CONFIG")})
        command = [sys.executable, self.typed.harness, "--json", out, *(["--rt"] if self.typed.rt else []), *harness]
        command += [part for step in steps for part in ("--step", step)]
        command += ["--", os.path.abspath(self.typed.dateline), "-a", os.path.join(home, "notes"), *options, path]
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as read:
            return json.load(read)["summary"]

    def corpus(self, name):
        return os.path.join(self.typed.corpora, name)


READY = "wait /Articles|·/ as=ready"


def keys(summary, name):
    found = summary["keys"][name]
    last = found["last_ms"]
    return f"p50 {last['p50']:.2f}, p99 {last['p99']:.2f}, at most {last['max']:.1f} ms", found


def show(what, figures):
    print(f"| {what} | {figures} |", flush=True)


def reading(bench):
    dump = bench.corpus("news-10000.jsonl")
    steps = [READY, "settle", "keys j*200 as=down", "type-storm j 2000", "resize-storm 50", "idle 3", "mem end"]
    summary = bench.run(*steps, path=dump)
    latency, found = keys(summary, "down")
    show("10,000 articles: first frame; all settled", f"{summary['first_paint_ms']} ms; {summary['marks']['settled']} ms")
    show("next article", latency)
    show("CPU a key, with names and quotes found in each article", f"{found['cpu_ms_per_key']:.2f} ms")
    show("a frame", f"{found['bytes_per_frame']:.0f} bytes, {found['syncs'] / found['last_ms']['n']:.2f} synchronized updates a key, {found['clears']} clears")
    storm, resized = summary["storms"]["type_storm"], summary["storms"]["resize_storm"]
    show("2,000 keys at once, till quiet", f"{storm['quiet_ms']} ms")
    show("50 resizes, quiet after the last", f"{resized['after_last_ms']} ms, {resized['lines_changed']} lines changed")
    idle = summary["idle"]
    show("idle, 3 s", f"{idle['cpu_ms']} ms CPU, {idle['wakeups_per_s']} wake-ups a second, {idle['bytes']} bytes")
    show("own memory", f"{summary['mem']['settled']['anon_mb']} MB, {summary['mem']['end']['anon_mb']} MB at the end")
    plain = bench.run(READY, "settle", "keys j*200 as=down", path=dump, options=["--suggestions", "none"])
    latency, found = keys(plain, "down")
    show("next article, without suggestions", f"{latency}, {found['cpu_ms_per_key']:.2f} ms CPU, {found['bytes_per_frame']:.0f} bytes")


def deciding(bench):
    dump = bench.corpus("news-10000.jsonl")
    summary = bench.run(READY, "settle", "send <Tab>", "settle", "keys a*200 as=accept", path=dump)
    show("accept, with the decision on the disk", keys(summary, "accept")[0])


def one_article(bench, what, path, moves):
    steps = [READY, "settle timeout=120", "send <CR>", "settle timeout=60"]
    steps += [step for name, unit in moves for step in (f"keys {unit} as={name.replace(' ', '_')}",)]
    summary = bench.run(*steps, "mem end", path=path)
    show(f"{what}: first frame; all read; own memory", f"{summary['first_paint_ms']} ms; {summary['marks']['settled']} ms; {summary['mem']['end']['anon_mb']} MB")
    for name, _ in moves:
        show(f"{what}: {name}", keys(summary, name.replace(" ", "_"))[0])


def many_names(folder):
    path = os.path.join(folder, "names.txt")
    with open(path, "w", encoding="utf-8") as out:
        for i in range(4000):
            out.write("The mayor, Maria Lopez, told Jonas Weber that the bridge in Galway was closed to all of them.")
            out.write("\n\n" if i % 5 == 4 else " ")
    return path


def ends(bench):
    dump = bench.corpus("news-10000.jsonl")
    for name in ("TERM", "HUP"):
        summary = bench.run(READY, "settle", f"signal {name}", "sleep 0.5", path=dump)
        show(f"SIG{name}", f"ends by {summary['exit']['how']}, terminal restored: {summary.get('restored', {}).get('ok')}")
    for what, harness in (("terminal gone", []), ("terminal gone, under nohup", ["--nohup"])):
        summary = bench.run(READY, "settle", "hangup", path=dump, harness=harness)
        show(what, f"ended: {summary['hangup']['exited']}, after {summary['hangup']['ms']} ms")
    summary = bench.run(READY, path=dump, harness=["--mute"])
    show("a terminal that answers nothing: first frame", f"{summary['first_paint_ms']} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--harness", required=True)
    parser.add_argument("--rt", action="store_true")
    parser.add_argument("dateline")
    parser.add_argument("corpora")
    typed = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-terminal-") as folder:
        bench = Bench(typed, folder)
        print(f"load {os.getloadavg()[0]:.1f}\n\n| | |\n|---|---|")
        reading(bench)
        deciding(bench)
        moves = [("down", "j*100"), ("next name", "<Tab>*100"), ("accept", "a*50"), ("to the end", "G"), ("up from the end", "k*100")]
        one_article(bench, "5 MB", bench.corpus("big-5mb.txt"), moves)
        one_article(bench, "12,000 names", many_names(folder), moves)
        for name in ("one-line-1mb", "no-space-1mb", "combining-50k"):
            one_article(bench, name, bench.corpus(f"hard/{name}.txt"), [("down", "j*50"), ("to the end", "G"), ("up from the end", "k*50")])
        ends(bench)
        print(f"\nload {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
