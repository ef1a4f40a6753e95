"""doccano JSON Lines, whose own reader needs a server: checked here, in its browser's unit, UTF-16."""

from pathlib import Path

from readers.common import hold_spans, lines_of
from truth import Article, Faults, Span, Truth, Utf16

READERS = "own checker"


def check(truth: Truth, path: Path, faults: Faults) -> None:
    rows = lines_of(path)
    faults.same([r["text"] for r in rows], [a.text for a in truth.articles], "file", "texts")
    ids: list = []
    for article, row in zip(truth.articles, rows):
        ids += _row(article, row, faults)
    faults.hold(len(set(ids)) == len(ids), "file", "ids are there twice")


def _row(article: Article, row: dict, faults: Faults) -> list:
    where = article.id
    index = Utf16(article.text)
    got, by_id = [], {}
    if "entities" in row:
        entities = [(e["id"], e["start_offset"], e["end_offset"], e["label"]) for e in row["entities"]]
    else:
        entities = [(None, *label) for label in row["label"]]
    for name, start, end, label in entities:
        span = index.span(start, end)
        inside = span is not None and span.start < span.end
        if faults.hold(inside, where, f"{start}-{end} is no range of UTF-16 units"):
            got.append((span, label))
            by_id[name] = span
    # doccano refuses a second annotation of the same words under the same label.
    faults.hold(len(set(got)) == len(got), where, "a span is there twice")
    hold_spans(article, set(got), faults, entity=_once(article))
    related = set()
    for relation in row.get("relations") or []:
        ends = [by_id.get(relation[key]) for key in ("from_id", "to_id")]
        faults.hold(relation.get("type"), where, "a relation without a type")
        if faults.hold(None not in ends, where, f"relation of no entity: {relation}"):
            related |= {tuple(ends), tuple(reversed(ends))}
    if "relations" in row:
        for quote in article.quotes:
            if quote.speaker:
                there = any((piece, quote.speaker) in related for piece in quote.content)
                faults.hold(there, where, f"quote {quote.id} has no relation to its speaker")
    names = [name for name, *_ in entities if name is not None]
    return names


def _once(article: Article):
    """Entities of the same span and label are one in doccano: ask for the first of them only."""
    seen: set = set()

    def wanted(span: Span) -> bool:
        labels = [e.label for e in article.entities if e.span == span]
        if len(set(labels)) < len(labels):
            if span in seen:
                return False
            seen.add(span)
        return True

    return wanted
