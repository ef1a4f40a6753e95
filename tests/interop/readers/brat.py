"""brat standoff: opened by brat's own code (bratsubset), pybrat and bratiaa."""

import codecs
import re
import shutil
import tempfile
from pathlib import Path

from bratiaa import agree
from bratsubset import annotation
from bratsubset.annotation import TextAnnotations, UnknownAnnotation
from bratsubset.projectconfig import ProjectConfiguration
from pybrat.parser import BratParser

from readers.common import exact
from truth import Article, Faults, Span, Truth

READERS = "brat's own annotation.py (bratsubset), pybrat, bratiaa"


def plain(label: str) -> str:
    """A label as brat's types can have it, for comparing: ASCII letters, digits and underscores."""
    return re.sub(r"[^A-Za-z0-9]+", "_", label).strip("_").casefold()


def _open(path: str, mode: str = "r"):
    """As brat itself opens its files: no line end is changed."""
    return codecs.open(path, mode.replace("U", ""), encoding="utf8", errors="strict")


annotation.open_textfile = _open


class _Parser(BratParser):
    """pybrat, which takes two annotations of the same words for an error; brat does not."""

    def _check_entities(self, entities):
        pass


def check(truth: Truth, folder: Path, faults: Faults) -> None:
    texts = sorted(folder.rglob("*.txt"))
    anns = sorted(folder.rglob("*.ann"))
    faults.same(len(texts), len(truth.articles), "folder", "texts")
    faults.same([t.stem for t in texts], [a.stem for a in anns], "folder", "names")
    types = _types(folder, faults)
    for path in texts:
        truth.settle(
            exact(path), path.name, faults, lambda article, trial: _brat(article, path, types, trial)
        )
    _pybrat(texts, faults)
    _bratiaa(folder, types, faults)


def _types(folder: Path, faults: Faults) -> set[str]:
    if not faults.hold((folder / "annotation.conf").is_file(), "folder", "no annotation.conf"):
        return set()
    configuration = ProjectConfiguration(str(folder))
    types = configuration.get_entity_types()
    faults.hold(types, "annotation.conf", "no entity types")
    return set(types) | set(configuration.get_relation_types()) | set(configuration.get_event_types())


def _brat(article: Article, path: Path, types: set[str], faults: Faults) -> None:
    where, text = article.id, article.text
    read = TextAnnotations(str(path.with_suffix("")), read_only=True)
    faults.hold(not read.failed_lines, where, f"brat cannot read lines {read.failed_lines}")
    unknown = [str(line) for line in read if isinstance(line, UnknownAnnotation)]
    faults.hold(not unknown, where, f"brat does not know {unknown}")
    bounds = {}
    for bound in read.get_textbounds():
        spans = [Span(start, end) for start, end in bound.spans]
        bounds[bound.id] = (bound.type, spans)
        faults.hold(bound.type in types, where, f"{bound.type} is not in annotation.conf")
        for span in spans:
            faults.hold(span.start < span.end, where, f"{bound.id} is empty")
            faults.hold("\n" not in span.of(text), where, f"{bound.id} goes over a line")
        joined = " ".join(span.of(text) for span in spans)
        faults.same(str(bound.text).rstrip("\n"), joined, where, f"words of {bound.id}")
    for relation in read.get_relations():
        for argument in (relation.arg1, relation.arg2):
            faults.hold(argument in bounds, where, f"{relation.id} names {argument}, which is not there")
        faults.hold(relation.type in types, where, f"{relation.type} is not in annotation.conf")
    ids = set(bounds) | {e.id for e in read.get_events()}
    for other in [*read.get_attributes(), *read.get_normalizations(), *read.get_oneline_comments()]:
        faults.hold(other.target in ids, where, f"{other.id} names {other.target}, which is not there")
    _hold(article, list(bounds.values()), faults)
    pairs = {(tuple(bounds[r.arg1][1]), tuple(bounds[r.arg2][1])) for r in read.get_relations() if r.arg1 in bounds and r.arg2 in bounds}
    for quote in article.quotes:
        if not quote.speaker:
            continue
        said, speaker = _covered(text, quote.content), _covered(text, [quote.speaker])
        if said and speaker:
            there = any(
                (_covered(text, a) == said and _covered(text, b) == speaker)
                or (_covered(text, b) == said and _covered(text, a) == speaker)
                for a, b in pairs
            )
            faults.hold(there, where, f"quote {quote.id} has no relation to its speaker")


def _covered(text: str, spans) -> frozenset[int]:
    """The characters of spans that are not white space: what splitting at line ends must keep."""
    at = (i for span in spans for i in range(span.start, span.end))
    return frozenset(i for i in at if not text[i].isspace())


def _hold(article: Article, bounds: list, faults: Faults) -> None:
    text = article.text
    got = [(_covered(text, spans), plain(label)) for label, spans in bounds]
    left = list(got)
    for entity in article.entities:
        wanted = (_covered(text, [entity.span]), plain(entity.label))
        if not wanted[0]:
            continue
        there = wanted in left
        if there:
            left.remove(wanted)
        faults.hold(there, article.id, f"entity {entity.id} {entity.label} {entity.span} is missing")
    covered = {characters for characters, _ in got}
    known = {_covered(text, [span]) for span in article.spans()}
    for quote in article.quotes:
        wanted = _covered(text, quote.content)
        known.add(wanted)
        for spans in (quote.content, [quote.cue], [quote.speaker]):
            wanted = _covered(text, [span for span in spans if span])
            if wanted:
                faults.hold(wanted in covered, article.id, f"{spans} of quote {quote.id} is missing")
    for date in article.dates:
        wanted = _covered(text, [date.span])
        faults.hold(not wanted or wanted in covered, article.id, f"date {date.id} is missing")
    for characters, label in got:
        faults.hold(characters in known, article.id, f"{label} at {sorted(characters)} is nothing")


def _pybrat(texts: list[Path], faults: Faults) -> None:
    for path in texts:
        where = f"pybrat {path.stem}"
        with tempfile.TemporaryDirectory() as scratch:
            for file in (path, path.with_suffix(".ann")):
                shutil.copy(file, scratch)
            try:
                (read,) = _Parser(error="raise").parse(scratch)
            except Exception as error:
                faults.add(where, f"{type(error).__name__}: {error}")
                continue
        text = exact(path)
        faults.checked += 1
        if "\r" in text:
            continue  # It changes the line ends of a text; what it finds then is its own matter.
        for entity in read.entities:
            words = " ".join(text[s.start : s.end] for s in entity.spans)
            faults.same(entity.mention.split(), words.split(), where, "words")


def _bratiaa(folder: Path, types: set[str], faults: Faults) -> None:
    """An annotator agrees with a copy of herself, in every label."""
    with tempfile.TemporaryDirectory() as scratch:
        for annotator in ("a", "b"):
            shutil.copytree(folder, Path(scratch) / annotator)
        shutil.copy(folder / "annotation.conf", scratch)
        try:
            agreement = agree.compute_f1_agreement(scratch)
            mean, _ = agreement.mean_sd_total()
            faults.hold(abs(float(mean) - 1) < 1e-9, "bratiaa", f"agreement with itself is {mean}")
        except Exception as error:
            faults.add("bratiaa", f"{type(error).__name__}: {error}")
