"""CSV: read by Python's csv, and with a spreadsheet's eyes."""

import csv
from collections import Counter
from pathlib import Path
from unicodedata import category

from truth import Article, Faults, Span, Truth

READERS = "Python csv (strict)"

# What makes a spreadsheet take a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _read(path: Path, faults: Faults) -> list[dict]:
    if not faults.hold(path.is_file(), "folder", f"no {path.name}"):
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        rows = list(reader)
    header, rows = rows[0], rows[1:]
    for number, row in enumerate(rows, 2):
        where = f"{path.name} row {number}"
        faults.same(len(row), len(header), where, "cells")
        for name, cell in zip(header, row):
            harmless = not cell.startswith(FORMULA) or _number(cell)
            faults.hold(harmless, where, f"{name} would be run as a formula: {cell!r}")
    return [dict(zip(header, row)) for row in rows]


def _number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit() and cell.count("-") <= 1 and cell.isascii()


def _bare(cell: str) -> str:
    """A cell without what keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")) else cell


def _in_cell(text: str) -> str:
    """A text as a cell has it: a sign in place of each control character but tabs and line ends."""
    return "".join("\ufffd" if category(c) == "Cc" and c not in "\t\n\r" else c for c in text)


def check(truth: Truth, folder: Path, faults: Faults) -> None:
    entities = _read(folder / "entities.csv", faults)
    quotes = _read(folder / "quotes.csv", faults)
    people = _read(folder / "people.csv", faults)
    by_id = {_in_cell(article.id): article for article in truth.articles}
    got: Counter = Counter()
    for row in entities:
        article = _article(row, by_id, faults)
        if article is None or row.get("label") is None:
            continue
        span = Span(int(row["start"]), int(row["end"]))
        faults.same(_bare(row["text"]), _in_cell(span.of(article.text)), article.id, f"words at {span}")
        got[(article.id, span, _bare(row["label"]))] += 1
    want = Counter((a.id, e.span, e.label) for a in truth.articles for e in a.entities)
    faults.hold(not want - got, "entities.csv", f"missing {list(want - got)[:5]}")
    known = {(a.id, span) for a in truth.articles for span in a.spans()}
    for article, span, label in got - want:
        faults.hold((article, span) in known, "entities.csv", f"{article} {span} {label} is nothing")
    _quotes(truth, quotes, by_id, faults)
    _people(truth, people, faults)
    if (folder / "dates.csv").is_file():
        got = Counter(
            (_bare(row["article"]), int(row["start"]), int(row["end"]), _bare(row["text"]), row["value"])
            for row in _read(folder / "dates.csv", faults)
        )
        want = Counter(
            (_in_cell(a.id), d.span.start, d.span.end, _in_cell(d.span.of(a.text)), d.value or "")
            for a in truth.articles
            for d in a.dates
        )
        faults.same_set(got.elements(), want.elements(), "dates.csv", "dates")


def _people(truth: Truth, rows: list[dict], faults: Faults) -> None:
    """Everyone who is a cluster, with the count of names and of quotes."""
    got = [
        (_bare(row["article"]), row["cluster"], _bare(row["name"]), row["label"], int(row["entities"]), int(row["quotes"]))
        for row in rows
    ]
    want = []
    for article in truth.articles:
        for name, cluster in article.clusters.items():
            entities = sum(e.cluster == name for e in article.entities)
            quotes = sum(q.speaker_cluster == name for q in article.quotes)
            who = (_in_cell(article.id), name, _in_cell(cluster["name"]), cluster["label"])
            want.append((*who, entities, quotes))
    faults.same_set(got, want, "people.csv", "people")


def _article(row: dict, by_id: dict, faults: Faults):
    name = row.get("article", row.get("article_id", row.get("id")))
    article = by_id.get(_bare(name)) if name is not None else None
    faults.hold(article, "csv", f"no article {name!r}: {row}")
    return article


def _quotes(truth: Truth, rows: list[dict], by_id: dict, faults: Faults) -> None:
    said: Counter = Counter()
    for row in rows:
        article = _article(row, by_id, faults)
        if article is not None:
            said[(article.id, _bare(row.get("speaker", "")))] += 1
    want: Counter = Counter(
        (a.id, _in_cell(a.speaker_name(q) or "")) for a in truth.articles for q in a.quotes
    )
    faults.hold(set(said) == set(want), "quotes.csv", f"speakers: {list((want - said) + (said - want))[:5]}")
    for key, count in want.items():
        faults.hold(said[key] >= count, "quotes.csv", f"{key}: {said[key]} of {count} quotes")
