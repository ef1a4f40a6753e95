#!/usr/bin/env python3
"""Opens what nobody should have to open, and says what it cost: time, keys, memory.

    benches/hostile.py target/release/dateline [--only NAME]... [--full]

Each case is made in a temporary folder (under 100 MB; with --full a line of 1 GB and ten million
records, 1.3 GB), opened in a terminal, walked through, and ended. A case fails when the program ends
by itself, when what must be told is not told, or when it takes more memory than the case's bound. Needs
Linux and Python 3.
"""
import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading

from million import Session, percentile

STORY = "ERBIL (Kurdistan 24) - Col. David Williams told reporters on Monday that talks went on.\n"


class Case:
    """A case: what is opened, and what came of it."""

    def __init__(self, command, folder, name):
        self.command, self.folder, self.name = command, folder, name
        self.session, self.times, self.failures = None, [], []

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            if isinstance(text, str):
                file.write(text)
            else:
                file.writelines(text)
        return path

    def open(self, path, *options):
        self.session = Session([self.command, *options, path], self.path("home"))
        self.first = self.session.until(lambda text: text.strip() != "", timeout=30)
        return self.session

    def settle(self):
        self.session.idle()

    def keys(self, keys, count=1):
        for _ in range(count):
            took = self.session.key(keys)
            if took is not None:
                self.times.append(took)

    def expect(self, pattern, timeout=60.0):
        try:
            self.session.until(pattern, timeout=timeout)
        except TimeoutError as error:
            self.failures.append(str(error).split("\n")[0])

    def finish(self, bound):
        """Prints the case; `bound` is the most own memory that it may have taken, in MB."""
        alive = not self.session.dead and os.path.exists(f"/proc/{self.session.pid}/status")
        peak = 0.0
        if alive:
            with open(f"/proc/{self.session.pid}/status") as status:
                peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
        else:
            self.failures.append("the program ended by itself")
        own = self.session.memory() if alive else 0.0
        if own > bound:
            self.failures.append(f"took {own:.0f} MB, allowed are {bound}")
        keys = "no keys"
        if self.times:
            keys = f"keys p50 {statistics.median(self.times):.1f}, p99 {percentile(self.times, 0.99):.1f} ms"
        verdict = "; ".join(self.failures) or "held"
        print(f"| {self.name} | {self.first:.0f} ms | {keys} | {own:.0f} MB | {peak:.0f} MB | {verdict} |", flush=True)
        self.session.end()
        return not self.failures


def record(text, **fields):
    return json.dumps({"text": text, **fields}) + "\n"


def long_titles(case):
    title = "Very " * 200_000
    dump = case.write("dump.jsonl", (record(STORY * 3, id=str(i), title=f"{i} {title}") for i in range(20)))
    case.open(dump)
    case.settle()
    for keys in ("j", "k", "gf", "j", "\x1b", "gr", "\x1b", "gq", "\x1b", "gk", "\x1b", "gn", "\x1b", "G", "gg"):
        case.keys(keys, 3)
    return case.finish(600)


def long_notes(case):
    dump = case.write("dump.jsonl", (record(STORY * 3, id=str(i), title=str(i)) for i in range(10)))
    long = "note " * 200_000
    start = STORY.index("David")
    for i in range(10):
        name = f"{i}-{hashlib.sha256(str(i).encode()).hexdigest()[:16]}.json"
        entity = {
            "id": f"e{i}", "start": start, "end": start + 14, "label": "PERSON", "text": "David Williams",
            "cluster": None, "origin": "ana", "verdict": "added", "was": None, "tags": [long], "note": long,
            "link": "https://example.org/" + "x" * 1_000_000, "prefix": "", "suffix": "",
        }
        article = {"id": str(i), "sha256": hashlib.sha256((STORY * 3).encode()).hexdigest(), "length": len(STORY * 3)}
        whole = {
            "format": "dateline-record", "version": 1, "annotator": "ana", "article": article,
            "status": "in_progress", "tags": [long], "note": long, "offsets": "codepoint",
            "entities": [entity], "clusters": [], "quotes": [], "dates": [],
        }
        case.write(f"dump.jsonl.annotations/ana/articles/{name}", json.dumps(whole))
    case.open(dump, "--annotator", "ana")
    case.settle()
    for keys in ("\t", "n", "j", "\x1b", "gr", "\x1b", "gf", "\x1b", "gn", "\x1b", "j", "k"):
        case.keys(keys, 3)
    return case.finish(600)


def many_known(case):
    dump = case.write("dump.jsonl", (record(STORY, id=str(i)) for i in range(5)))
    entries = [
        {"key": f"00000000-0000-7000-8000-{i:012x}", "name": f"David Williams {i}", "aliases": [f"Williams {i}"],
         "label": "PERSON", "link": None, "note": None}
        for i in range(100_000)
    ]
    case.write(
        "dump.jsonl.annotations/ana/entities.json",
        json.dumps({"format": "dateline-entities", "version": 1, "annotator": "ana", "entities": entries}),
    )
    case.write("dump.jsonl.annotations/ana/articles/.keep", "")
    case.open(dump, "--annotator", "ana")
    case.settle()
    for keys in ("gn", "j", "G", "gg", "\x1b", "\t", "n", "=", "W", "i", "l", "\x1b", "j"):
        case.keys(keys, 5)
    return case.finish(600)


def deep_folders(case):
    os.makedirs(case.path("root"))
    here = os.getcwd()
    os.chdir(case.path("root"))
    for _ in range(1000):
        os.mkdir("folder")
        os.chdir("folder")
    with open("deep.txt", "w", encoding="utf-8") as file:
        file.write(STORY)
    os.chdir(here)
    case.write("root/above.txt", STORY)
    case.open(case.path("root"))
    case.settle()
    case.keys("j", 5)
    case.keys("k", 5)
    return case.finish(100)


def deep_json(case):
    lines = ['{"text": ' + "[" * 5_000_000 + "\n", record(STORY, id="good"), '{"a":' * 2_000_000 + "\n"]
    dump = case.write("dump.jsonl", lines)
    case.open(dump)
    case.expect("1/1|good|ERBIL")
    case.settle()
    case.keys("j", 5)
    return case.finish(200)


def exploding_patterns(case):
    text = "".join("a" * 100 + ("\n\n" if i % 20 == 0 else " ") for i in range(10_000))
    dump = case.write("dump.jsonl", (record(text, id=str(i)) for i in range(5)))
    case.open(dump)
    case.settle()
    patterns = [r"(a*)*b", r"(a+a+)+b", r"(a|aa)+$", r"a{1000}{1000}", r"(?:a?){200}a{200}", r"\pL{500}", "(" * 300]
    for pattern in patterns:
        for keys in ("\t/", "F"):
            case.session.key(keys)
            for letter in pattern:
                case.keys(letter)
            case.session.key("\r")
            case.keys("j", 3)
            case.session.key("\x1b")
            case.session.key("\x1b")
    return case.finish(600)


def changing_files(case):
    for i in range(2000):
        case.write(f"root/{i:04}.txt", STORY * (1 + i % 50))
    stop = threading.Event()

    def disturb():
        turn = 0
        while not stop.is_set():
            for i in range(0, 2000, 7):
                path = case.path("root", f"{i:04}.txt")
                kind = (turn + i) % 4
                try:
                    if kind == 0:
                        with open(path, "a", encoding="utf-8") as file:
                            file.write(STORY * 20)
                    elif kind == 1:
                        os.truncate(path, 10)
                    elif kind == 2:
                        os.unlink(path)
                    else:
                        with open(path, "w", encoding="utf-8") as file:
                            file.write(STORY * 3)
                except OSError:
                    pass
            turn += 1

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        case.open(case.path("root"))
        for keys in ("j", "G", "k", "gg", "j", "gf", "j", "\x1b", "gr", "j", "\x1b"):
            case.keys(keys, 15)
    finally:
        stop.set()
        thread.join()
    return case.finish(400)


def changing_dump(case):
    dump = case.write("dump.jsonl", (record(STORY * 5, id=str(i), title=f"Title {i}") for i in range(50_000)))
    size = os.path.getsize(dump)
    stop = threading.Event()

    def disturb():
        turn = 0
        while not stop.wait(0.05):
            turn += 1
            if turn % 2:
                os.truncate(dump, size // 2 + turn)
            else:
                with open(dump, "a", encoding="utf-8") as file:
                    file.write(record(STORY, title="later") * 100)

    case.open(dump)
    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for keys in ("j", "G", "k", "gg", "j", "gf", "\x1b", "Fx\r", "\x1b"):
            case.keys(keys, 15)
    finally:
        stop.set()
        thread.join()
    return case.finish(400)


def one_long_line(case):
    path = case.path("dump.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.write(record(STORY, title="before"))
        file.write('{"text": "')
        for _ in range(1024):
            file.write("x" * (1 << 20))
        file.write('"}\n')
        file.write(record(STORY, title="after"))
    case.open(path)
    case.expect("after")
    case.settle()
    case.keys("j", 5)
    return case.finish(100)


def tiny_records(case):
    path = case.path("dump.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for start in range(0, 10_000_000, 100_000):
            file.write("".join(f'{{"text":"{i:07}"}}\n' for i in range(start, start + 100_000)))
    case.open(path)
    case.keys("j", 50)
    case.settle()
    case.keys("j", 50)
    return case.finish(1000)


CASES = {
    "20 titles of 1 MB, in every table": long_titles,
    "10 notes, tags and links of 1 MB, in every table": long_notes,
    "100,000 known names": many_known,
    "1,000 folders deep": deep_folders,
    "JSON 5,000,000 levels deep": deep_json,
    "expressions that explode, in 5 articles of 1 MB": exploding_patterns,
    "2,000 files that grow, shrink and vanish": changing_files,
    "a dump that grows and shrinks": changing_dump,
}
FULL = {"a line of 1 GB among two records": one_long_line, "ten million records of 17 bytes": tiny_records}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dateline")
    parser.add_argument("--only", action="append", help="cases with this in their name")
    parser.add_argument("--full", action="store_true", help="the two large ones too")
    typed = parser.parse_args()
    cases = dict(CASES, **(FULL if typed.full or typed.only else {}))
    held = True
    print("| case | first frame | keys | own memory | with pages of files, at most | |\n|---|---|---|---|---|---|")
    for name, run in cases.items():
        if typed.only and not any(part in name for part in typed.only):
            continue
        folder = tempfile.mkdtemp(prefix="dateline-hostile-")
        try:
            held &= run(Case(os.path.abspath(typed.dateline), folder, name))
        finally:
            subprocess.run(["rm", "-rf", folder], check=False)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
