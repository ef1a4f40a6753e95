#!/usr/bin/env python3
"""What decisions about a whole corpus take, beside keys that go on meanwhile.

    benches/deciding.py target/release/dateline news-10000.jsonl [--all]

The corpus is a JSON Lines file of articles with a “body”; a copy of it, in a temporary folder, names
one person more in each.  The corpus is read for the surface forms twice, with nothing kept and with
what the first time kept; the person is accepted in all articles; that is undone after a restart;
--all decides about every surface form as well.  Prints milliseconds from the key until it is saved,
what keys took meanwhile, and the most own memory (RssAnon).  Needs Linux and Python 3.
"""
import argparse
import json
import os
import sys
import tempfile
import time

from million import Session, percentile

NAME = "Orla Quennell"


def copy(corpus, to):
    """Gives the number of articles."""
    count = 0
    with open(corpus, encoding="utf-8") as lines, open(to, "w", encoding="utf-8") as out:
        for line in lines:
            article = json.loads(line)
            article["body"] += f"\n\n{NAME}, the mayor, told reporters that nothing was settled."
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
            count += 1
    return count


class Run:
    def __init__(self, typed, folder):
        self.folder = folder
        self.corpus = os.path.join(folder, "news.jsonl")
        self.count = copy(typed.corpus, self.corpus)
        self.notes = os.path.join(folder, "notes")
        self.command = [os.path.abspath(typed.dateline), "-a", self.notes, self.corpus]

    def open(self):
        session = Session(self.command, self.folder)
        session.until(rf"/{self.count} ")
        session.quiet(1.0)
        return session

    def journal(self):
        """The bytes of the journal."""
        found = [os.path.join(above, "journal.jsonl") for above, _, files in os.walk(self.notes) if "journal.jsonl" in files]
        return sum(map(os.path.getsize, found))

    def until(self, session, what, over, since):
        """Types until what was asked for is over, which `over` tells of the screen."""
        times, most, told = [], 0.0, 0
        deadline = time.perf_counter() + 600
        while not over(session.screen.text()):
            if time.perf_counter() > deadline or session.dead:
                raise TimeoutError(f"{what}:\n{session.screen.text()}")
            times.append(session.prompted())
            told += "Esc ends it" in session.screen.text()
            most = max(most, session.memory() or 0.0)
            # More than that nobody types.
            session.drain(0.04)
        self.show(what, (time.perf_counter() - since) * 1e3, times, most)
        return told

    def show(self, what, took, times, most):
        keys = ", ".join(f"{name} {value:.1f}" for name, value in (
            ("p50", percentile(times, 0.5)), ("p99", percentile(times, 0.99)), ("longest", max(times))))
        print(f"  {what:<52} {took:9.0f} ms; {len(times)} keys: {keys} ms; {most:.0f} MB", flush=True)

    def survey(self, session, what):
        since = session.send("gf")
        self.until(session, what, lambda text: f"all {self.count} articles read" in text, since)
        session.idle()

    def saved(self, before):
        """Whether something was decided since the journal had so many bytes, and all is saved."""
        last = [before]

        def over(text):
            footer = text.rstrip().rpartition("\n")[2]
            bytes_now = self.journal()
            # What is on the screen may be older than what is on the disk.
            still, last[0] = bytes_now == last[0], bytes_now
            return still and bytes_now > before and "· saved" in footer
        return over

    def decide(self, session, what):
        before = self.journal()
        # The keys went elsewhere; what stands most often is the one name.
        session.send("gg")
        session.quiet(0.2)
        session.send("a")
        session.quiet(0.2)
        since = session.send("a")
        told = self.until(session, what, self.saved(before), since)
        print(f"  {'':<52} {(self.journal() - before) / 1e6:9.1f} MB of journal; progress seen {told} times")

    def undo(self, session, what):
        before = self.journal()
        since = session.send("u")
        self.until(session, what, self.saved(before), since)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dateline")
    parser.add_argument("corpus")
    parser.add_argument("--all", action="store_true", help="decide about everything, too")
    typed = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="dateline-deciding-") as folder:
        run = Run(typed, folder)
        print(f"{run.count} articles; load {os.getloadavg()[0]:.1f}")
        session = run.open()
        run.survey(session, "surface forms, nothing kept")
        session.end()
        session = run.open()
        run.survey(session, "surface forms, suggestions kept")
        run.decide(session, "one name accepted in each article")
        session.end()
        session = run.open()
        session.send("gf")
        session.quiet(0.2)
        run.undo(session, "undone after a restart")
        session.until(f"all {run.count} articles read")
        session.idle()
        if typed.all:
            session.send("v")
            session.quiet(0.2)
            run.decide(session, "everything accepted")
            run.undo(session, "undone")
        session.end()


if __name__ == "__main__":
    main()
