"""Citron JSON: its reader is not to be had as a package, so its data format is checked here."""

from pathlib import Path

from readers.common import lines_of
from truth import Article, Faults, Span, Truth

READERS = "own checker"


def check(truth: Truth, path: Path, faults: Faults) -> None:
    rows = lines_of(path)
    faults.same([r["text"] for r in rows], [a.text for a in truth.articles], "file", "texts")
    for article, row in zip(truth.articles, rows):
        _row(article, row, faults)


def _row(article: Article, row: dict, faults: Faults) -> None:
    where, text = article.id, article.text

    def span(piece) -> Span:
        found = Span(piece["start"], piece["end"])
        faults.same(found.of(text), piece["text"], where, f"words at {found}")
        return found

    left = list(article.quotes)
    for quote in row["quotes"]:
        for key in ("cue", "sources", "contents"):
            faults.hold(key in quote, where, f"a quote without {key}")
        contents = tuple(span(piece) for piece in quote["contents"])
        sources = [span(piece) for piece in quote["sources"]]
        cue = span(quote["cue"]) if quote.get("cue") else None
        for piece in quote.get("coreferences") or []:
            span(piece)
        same = [
            q
            for q in left
            if q.content == contents
            and q.cue == cue
            and (q.speaker is None or q.speaker in sources)
            and (q.speaker is not None or not sources or _of_cluster(article, q, sources))
        ]
        if faults.hold(same, where, f"a quote that is none: {quote}"):
            left.remove(same[0])
    # A quote without a cue has no place in the format.
    for quote in left:
        faults.hold(quote.cue is None, where, f"quote {quote.id} is missing")
    for group in row.get("coreference_groups") or []:
        mentions = {span(piece) for piece in group}
        fits = any(
            mentions <= _mentions(article, cluster) for cluster in article.clusters
        )
        faults.hold(fits, where, f"a group that is no cluster: {group}")


def _mentions(article: Article, cluster: str) -> set[Span]:
    spans = {e.span for e in article.entities if e.cluster == cluster}
    return spans | {q.speaker for q in article.quotes if q.speaker and q.speaker_cluster == cluster}


def _of_cluster(article: Article, quote, sources: list[Span]) -> bool:
    return bool(quote.speaker_cluster) and set(sources) <= _mentions(article, quote.speaker_cluster)
