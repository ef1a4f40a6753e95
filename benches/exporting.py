#!/usr/bin/env python3
"""What handing on very many reviewed articles takes, in every format, and taking them in again.

    benches/exporting.py target/release/dateline news-100000.jsonl [--paragraphs N] [--format F]... [--import F]...

The corpus is a JSON Lines file of articles with a “body”; of each the first paragraphs are used (one
unless told otherwise: the records of 100,000 such articles take 2 GB).  All that the program finds
in them is imported as decided and the articles as reviewed; then they are exported, and some of
the exports imported again, as suggestions to review.  Prints seconds, articles a second, the most own
memory (RssAnon), and megabytes written.  Everything is made in a temporary folder (TMPDIR) and
removed.  Needs Linux and Python 3.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

FORMATS = "json jsonl prodigy brat label-studio conll iob2 bioes csv markdown citron doccano cas xmi w3c webanno html"
AGAIN = "jsonl prodigy label-studio"


def measure(command, folder):
    """Runs a command to its end; gives seconds and the most own memory in megabytes."""
    home = {f"XDG_{kind}_HOME": os.path.join(folder, kind.lower()) for kind in ("CONFIG", "STATE", "CACHE")}
    with open(os.path.join(folder, "told"), "w+", encoding="utf-8") as told:
        since = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, env={**os.environ, **home})
        most = 0
        while process.poll() is None:
            try:
                with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
                    most = max([most, *(int(line.split()[1]) for line in status if line.startswith("RssAnon"))])
            except (FileNotFoundError, ProcessLookupError):
                pass
            time.sleep(0.01)
        took = time.perf_counter() - since
        if process.returncode:
            told.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {process.returncode}\n{told.read()[-2000:]}")
    return took, most / 1e3


def size(path):
    """The megabytes of a file, or of all files in a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path) / 1e6
    files = (os.path.join(above, name) for above, _, names in os.walk(path) for name in names)
    return sum(map(os.path.getsize, files)) / 1e6


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


class Run:
    def __init__(self, typed, folder):
        self.dateline, self.folder = os.path.abspath(typed.dateline), folder
        self.corpus = self.place("news.jsonl")
        self.count = 0
        with open(typed.corpus, encoding="utf-8") as lines, open(self.corpus, "w", encoding="utf-8") as out:
            for line in lines:
                article = json.loads(line)
                article["body"] = "\n\n".join(article["body"].split("\n\n")[:typed.paragraphs])
                out.write(json.dumps(article, ensure_ascii=False) + "\n")
                self.count += 1

    def place(self, name):
        return os.path.join(self.folder, name)

    def show(self, what, measured, written):
        took, most = measured
        print(f"  {what:<26} {took:8.1f} s {self.count / took:8.0f} articles/s {most:7.1f} MB own memory"
              f" {written:8.0f} MB written", flush=True)

    def review(self):
        """Decides about everything that the program finds."""
        found, decided = self.place("found.jsonl"), self.place("decided.jsonl")
        measure([self.dateline, "extract", "--no-text", self.corpus, "-o", found], self.folder)
        with open(found, encoding="utf-8") as lines, open(decided, "w", encoding="utf-8") as out:
            for line in lines:
                article = json.loads(line)
                article["status"] = "reviewed"
                for kind in ("entities", "quotes", "dates", "clusters"):
                    for item in article[kind]:
                        item["verdict"] = "accepted"
                out.write(json.dumps(article, ensure_ascii=False) + "\n")
        remove(found)
        self.take_in("as annotations: jsonl", "jsonl", decided, "ana", "annotations")
        remove(decided)

    def export(self, kind):
        out = self.place(f"out.{kind}")
        command = [self.dateline, "export", self.corpus, "--annotator", "ana", "--format", kind, "-o", out]
        self.show(kind, measure(command, self.folder), size(out))
        return out

    def take_in(self, what, kind, file, annotator, how):
        command = [self.dateline, "import", file, "--format", kind, "--into", self.corpus]
        measured = measure([*command, "--annotator", annotator, "--as", how], self.folder)
        self.show(what, measured, size(os.path.join(self.corpus + ".annotations", annotator)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dateline")
    parser.add_argument("corpus")
    parser.add_argument("--paragraphs", type=int, default=1, metavar="N")
    parser.add_argument("--format", action="append", metavar="F", help="export to it alone")
    parser.add_argument("--import", action="append", metavar="F", dest="again", help="import it alone again")
    typed = parser.parse_args()
    formats, again = typed.format or FORMATS.split(), typed.again or AGAIN.split()
    with tempfile.TemporaryDirectory(prefix="dateline-exporting-") as folder:
        run = Run(typed, folder)
        print(f"{run.count} articles, {size(run.corpus):.0f} MB; load {os.getloadavg()[0]:.1f}\nimport")
        run.review()
        print("export")
        for kind in formats:
            out = run.export(kind)
            if kind not in again:
                remove(out)
        print("import")
        for kind in filter(formats.__contains__, again):
            run.take_in(f"as suggestions: {kind}", kind, run.place(f"out.{kind}"), "other", "suggestions")
            remove(os.path.join(run.corpus + ".annotations", "other"))
            remove(run.place(f"out.{kind}"))


if __name__ == "__main__":
    sys.exit(main())
