"""W3C Web Annotation: expanded by PyLD; what its context does not know would vanish there."""

import json
import re
from pathlib import Path
from typing import Iterator

from pyld import jsonld

import w3c_context
from readers.common import hold_spans
from truth import Article, Faults, Span, Truth

READERS = "PyLD (expand, compact)"

_CONTEXT = {"contextUrl": None, "documentUrl": w3c_context.IRI, "document": w3c_context.context()}


def _load(url: str, _options: dict) -> dict:
    if url != w3c_context.IRI:
        raise ValueError(f"the network would be asked for {url}")
    return _CONTEXT


def check(truth: Truth, path: Path, faults: Faults) -> None:
    raw = path.read_text("utf-8")
    try:
        documents = [json.loads(raw)]
    except json.JSONDecodeError:
        documents = [json.loads(line) for line in raw.split("\n") if line]
    jsonld.set_document_loader(_load)
    annotations: list[dict] = []
    for document in documents:
        try:
            _expand(document, faults)
        except Exception as error:
            faults.add("expansion", f"{type(error).__name__}: {str(error)[:500]}")
        annotations += _annotations(document)
    ids = [a.get("id") for a in annotations]
    faults.hold(None not in ids and len(set(ids)) == len(ids), "file", "ids are missing or twice there")
    _hold(truth, annotations, set(ids), faults)


def _expand(document, faults: Faults) -> None:
    """Nothing is lost on the way to RDF and back."""
    options = {"documentLoader": _load}
    expanded = jsonld.expand(document, options)
    context = document["@context"] if isinstance(document, dict) else document[0]["@context"]
    again = jsonld.compact(expanded, context, options)
    before, after = sorted(_leaves(document)), sorted(_leaves(again))
    faults.same_set(before, after, "expansion", "keys and values")


def _leaves(node, key: str = "") -> Iterator[tuple[str, str]]:
    """Every plain value with its key, wherever it stands."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name not in ("@context", "@graph"):
                yield from _leaves(value, name)
            elif name == "@graph":
                yield from _leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, key)
    elif node is not None:
        yield key, repr(node)


def _annotations(node) -> Iterator[dict]:
    if isinstance(node, dict):
        if node.get("type") == "Annotation":
            yield node
            return
        for value in node.values():
            yield from _annotations(value)
    elif isinstance(node, list):
        for value in node:
            yield from _annotations(value)


def _list(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _hold(truth: Truth, annotations: list[dict], ids: set, faults: Faults) -> None:
    by_source: dict[str, list] = {}
    linked: list[tuple[dict, set]] = []
    spans_of: dict[str, tuple[Span, ...]] = {}
    for annotation in annotations:
        where = annotation.get("id", "?")
        faults.hold(re.match(r"[a-z][a-z0-9+.-]*:\S+$", where), where, "its id is no IRI")
        spans: list[Span] = []
        sources: set[str] = set()
        for target in _list(annotation.get("target")):
            if isinstance(target, str):
                if annotation.get("motivation") == "linking":
                    continue
                sources.add(target)
                continue
            sources.add(target["source"])
            span = _selected(target, where, faults)
            if span:
                spans.append(span)
        spans_of[where] = tuple(spans)
        for source in sources:
            by_source.setdefault(source, []).append((annotation, spans))
        if annotation.get("motivation") == "linking":
            linked.append((annotation, sources))
            for reference in _references(annotation):
                faults.hold(reference in ids, where, f"refers to {reference}, which is not there")
    faults.hold(len(by_source) <= len(truth.articles), "file", "more sources than articles")
    # Of an article without spans there is nothing to tell it by.
    left = [found for found in by_source.values() if any(spans for _, spans in found)]
    for article in truth.articles:
        if not article.spans():
            continue
        mine = [found for found in left if _fits(article, found)]
        if not faults.hold(mine, article.id, "no source's annotations fit its text"):
            continue
        found = mine[0]
        left.remove(found)
        got = []
        for annotation, spans in found:
            tags = [b.get("value") for b in _list(annotation.get("body")) if isinstance(b, dict)]
            labels = [tag for tag in tags if isinstance(tag, str)] or ["?"]
            for span in spans:
                # The label is one of several bodies.
                known = {e.label for e in article.entities if e.span == span}
                fitting = [label for label in labels if label in known]
                got += [(span, label) for label in fitting[:1] or labels[:1]]
        hold_spans(article, got, faults)
        _speakers(article, linked, spans_of, faults)


def _references(annotation: dict) -> list[str]:
    ends = _list(annotation.get("target")) + _list(annotation.get("body"))
    found = [end if isinstance(end, str) else end.get("id") or end.get("source") for end in ends]
    return [end for end in found if end]


def _speakers(article: Article, linked, spans_of, faults: Faults) -> None:
    pairs = set()
    for annotation, _ in linked:
        ends = [spans_of.get(reference, ()) for reference in _references(annotation)]
        for a in ends:
            for b in ends:
                pairs |= {(s, t) for s in a for t in b}
    for quote in article.quotes:
        if quote.speaker:
            there = any((piece, quote.speaker) in pairs for piece in quote.content)
            faults.hold(there, article.id, f"quote {quote.id} is not linked to its speaker")


def _selected(target: dict, where: str, faults: Faults):
    """The span that a target's selectors choose, all of which must choose the same."""
    selectors = {s["type"]: s for s in _list(target.get("selector"))}
    position = selectors.get("TextPositionSelector")
    quote = selectors.get("TextQuoteSelector")
    if not faults.hold(position and quote, where, f"selectors {sorted(selectors)}"):
        return None
    span = Span(position["start"], position["end"])
    faults.same(len(quote["exact"]), span.end - span.start, where, "length of the exact words")
    target["#quote"] = quote
    return span


def _fits(article: Article, found: list) -> bool:
    """Whether all selectors of a source choose what they say in this article."""
    text = article.text
    for annotation, _ in found:
        for target in _list(annotation.get("target")):
            quote = isinstance(target, dict) and target.get("#quote")
            if not quote:
                continue
            position = next(s for s in _list(target["selector"]) if s["type"] == "TextPositionSelector")
            start, end = position["start"], position["end"]
            if text[start:end] != quote["exact"]:
                return False
            if not text[:start].endswith(quote.get("prefix", "")):
                return False
            if not text[end:].startswith(quote.get("suffix", "")):
                return False
    return True
