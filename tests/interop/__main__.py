"""Exports articles in every format and has programs that are not ours read them: `python tests/interop --help`."""

import argparse
import logging
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

sys.dont_write_bytecode = True
# What readers log, they also raise or return.
logging.disable(logging.CRITICAL)

from readers import brat, briefs, cas, citron, conll, doccano, label_studio, page, prodigy, tables, w3c, webanno  # noqa: E402
from selftest import MISTAKES, prove  # noqa: E402
from truth import Faults, Truth, check_truth  # noqa: E402

SETS = ("worked", "generated")
SHOWN = 12
# A brief has no offsets. Of the generated articles, blank ones have no tokens to be known by, and
# cells have U+FFFD for the control characters of ids.
UNVERIFIED = {"worked": {"markdown"}, "generated": {"markdown", "conll", "csv"}}


@dataclass(frozen=True)
class Format:
    """A format of the command line, and what opens it."""

    name: str
    file: Optional[str]
    """The file it is written to; none where it is a folder."""
    readers: str
    check: Callable[[Truth, Path, Faults], None]


def _lines(truth: Truth, path: Path, faults: Faults) -> None:
    """A record a line says what the one document says."""
    from readers.common import lines_of

    faults.same(lines_of(path), [a.record for a in truth.articles], "file", "records")


FORMATS = [
    Format("jsonl", "out.jsonl", "Python json", _lines),
    Format("prodigy", "out.jsonl", prodigy.READERS, prodigy.check),
    *(
        Format(form, f"out.{form}", conll.READERS, lambda t, p, f, form=form: conll.check(t, p, f, form))
        for form in ("conll", "iob2", "bioes")
    ),
    Format("brat", None, brat.READERS, brat.check),
    Format("label-studio", "tasks.json", label_studio.READERS, label_studio.check),
    *(
        Format(form, None, cas.READERS, lambda t, p, f, form=form: cas.check(t, p, f, form))
        for form in ("cas", "xmi")
    ),
    Format("w3c", "out.jsonld", w3c.READERS, w3c.check),
    Format("csv", None, tables.READERS, tables.check),
    Format("markdown", None, briefs.READERS, briefs.check),
    Format("doccano", "out.jsonl", doccano.READERS, doccano.check),
    Format("citron", "out.jsonl", citron.READERS, citron.check),
    Format("webanno", None, webanno.READERS, webanno.check),
    Format("html", "out.html", page.READERS, page.check),
]


def export(dateline: str, opened: Path, form: str, out: Path) -> None:
    """Has `dateline export` write a format."""
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [dateline, "-q", "export", str(opened), "--annotator", "ana", "--format", form, "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"dateline export ended with {done.returncode}: {done.stderr[-600:]}")


def verify(dateline: str, opened: Path, form: str, out: Path, faults: Faults) -> None:
    """Has `dateline verify` prove what was written against the texts."""
    command = [dateline, "-q", "verify", str(out), "--format", form]
    if form != "html":
        # A page has its texts, with U+FFFD where they have a NUL.
        command += ["--against", str(opened)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    faults.checked += 1
    if done.returncode != 0:
        faults.add("dateline verify", f"ended with {done.returncode}: {done.stderr[-600:]}")


def run(form: Format, truth: Truth, target: Path) -> Faults:
    faults = Faults()
    try:
        form.check(truth, target, faults)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        faults.add("checker", f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})")
    return faults


def self_test(wanted: list[str]) -> list[str]:
    """Proves the checkers on files made by hand, and on the same with one thing wrong."""
    forms = [form for form in FORMATS if form.name in wanted and form.name != "jsonl"]
    forms = [form for form in forms if form.name != "html" or page.browser()]
    wrong = prove({form.name: form.check for form in forms}, {form.name: form.file for form in forms})
    print(f"checkers: {len(forms)} take a good file, {len(MISTAKES)} mistakes are tried")
    for line in wrong:
        print(f"    {ascii(line)[1:-1][:600]}")
    return wrong


def tell(faults: Faults) -> None:
    for where, what in faults.found[:SHOWN]:
        print(f"    {ascii(where)[1:-1]}: {ascii(what)[1:-1][:600]}")
    if len(faults.found) > SHOWN:
        print(f"    … and {len(faults.found) - SHOWN} more")


def main() -> int:
    parser = argparse.ArgumentParser(prog="interop", description=__doc__)
    parser.add_argument("--dateline", required=True, help="the program")
    parser.add_argument("--corpus", required=True, type=Path, help="what interop_corpus wrote")
    parser.add_argument("--work", required=True, type=Path, help="a folder for the exports")
    parser.add_argument("--only", help="these formats, separated by commas")
    parser.add_argument("--set", choices=SETS, help="only these articles")
    parser.add_argument("--selftest", action="store_true", help="prove the checkers first")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",") if arguments.only else [form.name for form in FORMATS]
    passed = failed = skipped = 0
    if arguments.selftest:
        wrong = self_test(wanted)
        failed += len(wrong)
        passed += not wrong
    for name in SETS if arguments.set is None else (arguments.set,):
        opened = arguments.corpus / name
        whole = arguments.work / name / "json" / "out.json"
        export(arguments.dateline, opened, "json", whole)
        truth = Truth.load(whole)
        faults = Faults()
        check_truth(truth, arguments.corpus / f"{name}.expected.jsonl", faults)
        verify(arguments.dateline, opened, "json", whole, faults)
        results = [("json", "what was put into the records", faults, 0.0)]
        for form in FORMATS:
            if form.name not in wanted:
                continue
            if form.name == "html" and page.browser() is None:
                results.append((form.name, "no Chromium is here", None, 0.0))
                continue
            began = time.monotonic()
            folder = arguments.work / name / form.name
            target = folder / form.file if form.file else folder
            try:
                export(arguments.dateline, opened, form.name, target)
                faults = run(form, Truth.load(whole), target)
                if form.name not in UNVERIFIED[name]:
                    verify(arguments.dateline, opened, form.name, target, faults)
            except Exception as error:
                faults = Faults()
                faults.add("export", error)
            results.append((form.name, form.readers, faults, time.monotonic() - began))
        print(f"{name}: {len(truth.articles)} articles")
        for form_name, readers, faults, seconds in results:
            if faults is None:
                print(f"  NOT CHECKED {form_name}: {readers}")
                skipped += 1
                continue
            verdict = "refused" if faults.found else "ok"
            print(f"  {verdict:8}{form_name:13}{faults.checked:7} checks{seconds:6.1f} s  {readers}")
            tell(faults)
            passed += not faults.found
            failed += bool(faults.found)
    print(f"interop: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main())
