#!/usr/bin/env python3
"""How long dateline takes over a large corpus, beside what the machine itself needs for it.

    benches/million.py target/release/dateline CORPUS... [--runs 3]

A corpus is a JSON Lines file or a folder; the words that are looked for fit generated news in which
“zyxquark” stands in two articles. Prints a table for each: milliseconds, medians of so many
runs; memory is RssAnon. Needs Linux, Python 3, rg (ripgrep), hyperfine, wc and cat; writes only to a
temporary folder, which holds the index that is kept between two openings.
"""
import argparse
import codecs
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

COLUMNS, ROWS = 160, 45
SEQUENCE = re.compile(r"\x1b(?:\[([?>=]?)([0-9;]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[^\[\]P])")
QUIET = 0.004


class Screen:
    """As much of a terminal as tells what stands on the screen."""

    def __init__(self):
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.left = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data):
        text = self.left + self.decoder.decode(data)
        self.left, at = "", 0
        while at < len(text):
            if text[at] == "\x1b":
                found = SEQUENCE.match(text, at)
                if not found:
                    self.left = text[at:]
                    return
                self.obey(found)
                at = found.end()
                continue
            self.show(text[at])
            at += 1

    def obey(self, found):
        private, numbers, final = found.group(1), found.group(2), found.group(3)
        if private or final is None:
            return
        numbers = [int(n or 0) for n in numbers.split(";")] if numbers else []
        if final == "H":
            numbers = (numbers + [1, 1])[:2]
            self.row, self.column = max(numbers[0], 1) - 1, max(numbers[1], 1) - 1
        elif final in "ABCDGd":
            count = max(numbers[0] if numbers else 1, 1)
            self.row += {"A": -count, "B": count, "d": count - 1 - self.row}.get(final, 0)
            self.column += {"C": count, "D": -count, "G": count - 1 - self.column}.get(final, 0)
        elif final in "JK":
            rows = range(ROWS) if final == "J" else [self.row]
            for row in rows:
                start = self.column if final == "K" else 0
                self.cells[row][start:] = [" "] * (COLUMNS - start)

    def show(self, letter):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.row = min(self.row + 1, ROWS - 1)
        elif letter >= " ":
            if self.row < ROWS and self.column < COLUMNS:
                self.cells[self.row][self.column] = letter
            self.column += 1

    def text(self):
        return "\n".join("".join(row) for row in self.cells)


class Session:
    """The program in a terminal of its own."""

    def __init__(self, command, folder):
        variables = dict(os.environ, TERM="xterm-256color", COLORTERM="", LC_ALL="C.UTF-8")
        for name in ("CACHE", "STATE", "CONFIG"):
            variables[f"XDG_{name}_HOME"] = os.path.join(folder, name.lower())
        # It would go on where the last one ended.
        shutil.rmtree(os.path.join(folder, "state"), ignore_errors=True)
        self.screen, self.begun = Screen(), time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvpe(command[0], command, variables)
        self.tail, self.dead = b"", False

    def read(self, seconds):
        """Reads once; says whether something came."""
        if self.dead or not select.select([self.terminal], [], [], max(seconds, 0))[0]:
            return False
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self.dead = True
            return False
        # Status, attributes and colours are asked for; the rest is told by silence.
        self.tail = (self.tail + data)[-64:]
        if self.tail.endswith(b"\x1b[c"):
            os.write(self.terminal, b"\x1b[?62;22c")
        self.screen.feed(data)
        return True

    def until(self, pattern, since=None, timeout=120.0):
        """Milliseconds from `since`, or the beginning, until the pattern is on the screen."""
        since = self.begun if since is None else since
        pattern = pattern if callable(pattern) else re.compile(pattern).search
        end = time.perf_counter() + timeout
        while not pattern(self.screen.text()):
            if time.perf_counter() > end or self.dead:
                raise TimeoutError(f"{pattern} does not come:\n{self.screen.text()}")
            self.read(0.05)
        return (time.perf_counter() - since) * 1e3

    def send(self, keys):
        since = time.perf_counter()
        os.write(self.terminal, keys.encode())
        return since

    def key(self, keys):
        """Milliseconds from a key to the last byte of its frame."""
        while self.read(0.0):
            pass
        since, last = self.send(keys), None
        while True:
            if self.read(QUIET if last else 1.0):
                last = time.perf_counter()
            else:
                return None if last is None else (last - since) * 1e3

    def row(self):
        """The number of the article that is selected in the list, as the screen tells it."""
        found = re.search(r"\b(\d+)/\d+\b", self.screen.text())
        return found and found.group(1)

    def step(self, keys):
        """Milliseconds from a key to the frame that shows another article selected."""
        while self.read(0.0):
            pass
        before, since = self.row(), self.send(keys)
        while self.read(1.0):
            if self.row() != before:
                return (time.perf_counter() - since) * 1e3
        return None

    def prompted(self):
        """Milliseconds from a colon to the frame that shows its prompt; frames of progress may come before.
        The prompt is closed again."""
        def shown(text):
            return text.rstrip().rpartition("\n")[2].lstrip().startswith(":")
        since = self.send(":")
        took = self.until(shown, since)
        self.send("\x7f")
        self.until(lambda text: not shown(text))
        return took

    def drain(self, seconds):
        """Reads for so long, whatever comes."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not self.dead:
            self.read(left)

    def quiet(self, seconds):
        """Waits until nothing came for so long; gives when the last came."""
        last = time.perf_counter()
        while self.read(seconds):
            last = time.perf_counter()
        return last

    def memory(self):
        """RssAnon in megabytes."""
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) / 1024

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1e3 / os.sysconf("SC_CLK_TCK")

    def idle(self):
        """Waits until the program uses no processor for 0.3 s."""
        while True:
            before = self.cpu()
            self.quiet(0.3)
            if self.cpu() - before < 10:
                return

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + 10
        while time.perf_counter() < deadline:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


def heads(corpus):
    """The first title, the last, and the number of articles."""
    if os.path.isdir(corpus):
        names = [os.path.join(folder, name) for folder, _, files in os.walk(corpus) for name in files]
        names.sort()
        first, last = (open(name, encoding="utf-8").read().split("\n")[0] for name in (names[0], names[-1]))
        return first, last, len(names)
    with open(corpus, "rb") as file:
        first = file.readline()
        file.seek(-min(os.path.getsize(corpus), 1 << 20), 2)
        last = file.read().rstrip().rpartition(b"\n")[2]
    count = int(subprocess.run(["wc", "-l", corpus], capture_output=True, check=True).stdout.split()[0])
    return json.loads(first)["title"], json.loads(last)["title"], count


class Table:
    def __init__(self):
        self.rows = {}

    def add(self, name, value, unit="ms"):
        self.rows.setdefault(name, (unit, []))[1].append(value)

    def show(self):
        for name, (unit, values) in self.rows.items():
            known = [value for value in values if value is not None]
            if known:
                print(f"  {name:<58} {statistics.median(known):9.1f} {unit:<3} {' '.join(f'{v:.1f}' for v in known)}")


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def keys(session, table, name, seconds=None, count=200):
    """Steps through the list for a while, back and forth."""
    times, end = [], seconds and time.perf_counter() + seconds
    while (len(times) < count) if end is None else (time.perf_counter() < end):
        took = session.key("k" if len(times) % 20 >= 10 else "j")
        if took is not None:
            times.append(took)
        session.quiet(0.006)
    table.add(f"{name}: a key, p50", percentile(times, 0.5))
    table.add(f"{name}: a key, p99", percentile(times, 0.99))
    table.add(f"{name}: a key, longest of {len(times) if end is None else 'all'}", max(times))


def limit(name, command, table, folder):
    report = os.path.join(folder, "hyperfine.json")
    subprocess.run(
        ["hyperfine", "-N", "-i", "-w", "1", "-r", "5", "--export-json", report, command],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    with open(report) as file:
        table.add(name, json.load(file)["results"][0]["median"] * 1e3)


def limits(corpus, words, folder):
    table = Table()
    if os.path.isfile(corpus):
        limit("cat", f"cat {corpus}", table, folder)
        limit("wc -l", f"wc -l {corpus}", table, folder)
    else:
        limit("find -type f", f"find {corpus} -type f", table, folder)
    for name, (_, options, pattern) in words.items():
        limit(f"rg -c, {name}", f"rg -c {options} -- '{pattern}' {corpus}", table, folder)
        # A map of huge pages is read without copying; dateline, without unsafe code, must copy.
        limit(f"rg -c --no-mmap, {name}", f"rg -c --no-mmap {options} -- '{pattern}' {corpus}", table, folder)
    return table


def opening(command, corpus, folder, table, kept):
    """Opens the corpus, goes to its end, and waits for the whole index."""
    name = "kept index" if kept else "no index"
    first, last, count = heads(corpus)
    begin = re.escape(first[:20])
    session = Session(command + [corpus], folder)
    table.add(f"{name}: first frame with articles", session.until(begin))
    if count >= 100_000:
        # Once all articles are counted, G leads to the last of them.
        def at_end(text):
            session.send("G")
            session.quiet(0.002)
            return last[:12] in text and f"{count}/{count}" in text
        table.add(f"{name}: the last article on the screen (G)", session.until(at_end))
    session.idle()
    table.add(f"{name}: memory", session.memory(), "MB")
    session.end()
    if not kept:
        shutil.rmtree(os.path.join(folder, "cache"), ignore_errors=True)
    session = Session(command + [corpus], folder)
    session.until(begin)
    table.add(f"{name}: all indexed", session.until(lambda text: f"/{count} " in text and "%" not in text.split("\n")[0]))
    session.idle()
    session.end()


def indexing(command, corpus, folder, table):
    """Keys while the index is made."""
    first, _, count = heads(corpus)
    times = []
    session = Session(command + [corpus], folder)
    session.until(re.escape(first[:20]))
    end = time.perf_counter() + 120
    while f"/{count} " not in session.screen.text() and time.perf_counter() < end:
        took = session.step("k" if len(times) % 20 >= 10 else "j")
        times += [took] if took else []
        # Frames of progress come all the time: silence would not tell which is the key's.
        session.quiet(0.002)
    session.end()
    if times:
        table.add("while indexing: a key, p50", percentile(times, 0.5))
        table.add("while indexing: a key, p99", percentile(times, 0.99))


def commands(session, table, count):
    """Orders, headings, filters."""
    for command in ["sort title", "sort -title", "sort date", "sort source", "group source", "group date",
                    "group none", "sort none"]:
        session.send(f":{command}")
        session.quiet(0.2)
        since = session.send("\r")
        changed = session.quiet(1.5)
        table.add(f":{command}, the last frame", max(0.0, (changed - since) * 1e3))
    for letters in ["budget", "warsaw bridge"]:
        session.send("f")
        session.quiet(0.2)
        times = []
        for letter in letters:
            since = session.send(letter)
            session.read(1.0)
            firsts = time.perf_counter()
            times.append(((firsts - since) * 1e3, (session.quiet(0.4) - since) * 1e3))
        table.add(f"filter “{letters}”: first rows, median key", statistics.median(t[0] for t in times))
        table.add(f"filter “{letters}”: all, median key", statistics.median(t[1] for t in times))
        table.add(f"filter “{letters}”: all, longest key", max(t[1] for t in times))
        session.send("\x1b")
        session.quiet(0.3)
        session.send("\x1b")
        session.quiet(0.5)


def search(session, table, name, typed, times=None):
    session.send("F")
    session.quiet(0.2)
    session.send(typed)
    session.quiet(0.2)
    since = session.send("\r")
    if times is not None:
        end = time.perf_counter() + 60
        while " searched" not in session.screen.text() and time.perf_counter() < since + 0.05:
            session.read(0.005)
        while " searched" in session.screen.text() and time.perf_counter() < end:
            took = session.key("k" if len(times) % 20 >= 10 else "j")
            times += [took] if took else []
    else:
        session.until(r"Search for", since)
        over = session.until(lambda text: " searched" not in text and "Search for" in text, since)
        table.add(f"F {name}: till the last hit stands", over)
    session.quiet(0.2)
    for _ in range(2):
        session.send("\x1b")
        session.quiet(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dateline")
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    missing = [name for name in ("rg", "hyperfine") if not shutil.which(name)]
    if missing:
        sys.exit(f"{' and '.join(missing)} must be installed")
    # What is typed in dateline, and options and pattern of rg; capitals make case matter.
    words = {
        "a rare word": ("zyxquark", "-i", "zyxquark"),
        "a word in 0.4 %": ("Xu, the minister", "", "Xu, the minister"),
        "a name in 0.3 %": ("mina yılmaz", "-i", "mina yılmaz"),
        "an expression around a rare word": ("/\\bzyxq\\w+ ends it/", "-i", "\\bzyxq\\w+ ends it"),
        "a word in half": ("Ministry", "", "Ministry"),
    }
    command = [os.path.abspath(options.dateline), "--read-only"]
    for corpus in options.corpus:
        with tempfile.TemporaryDirectory() as folder:
            corpus = os.path.abspath(corpus)
            table = Table()
            machine = limits(corpus, words, folder)
            for _ in range(options.runs):
                shutil.rmtree(os.path.join(folder, "cache"), ignore_errors=True)
                indexing(command, corpus, folder, table)
                shutil.rmtree(os.path.join(folder, "cache"), ignore_errors=True)
                opening(command, corpus, folder, table, False)
                time.sleep(1)
                opening(command, corpus, folder, table, True)
                session = Session(command + [corpus], folder)
                session.until(r"Articles")
                session.idle()
                keys(session, table, "at rest")
                since = session.send("j" * 2000)
                table.add("2,000 keys at once, till quiet", (session.quiet(0.3) - since) * 1e3)
                commands(session, table, 0)
                for name, (typed, _, _) in words.items():
                    search(session, table, name, typed)
                times = []
                for _ in range(4):
                    search(session, table, "", "zyxquark", times)
                if times:
                    table.add("while searching: a key, p50", percentile(times, 0.5))
                    table.add("while searching: a key, p99", percentile(times, 0.99))
                table.add("at last: memory", session.memory(), "MB")
                session.end()
            print(f"{corpus}\n the machine")
            machine.show()
            print(" dateline")
            table.show()


if __name__ == "__main__":
    main()
