"""What several checks share."""

import json
import re
from pathlib import Path
from typing import Callable, Iterable, Optional

from truth import Article, Faults, Span


def exact(path: Path) -> str:
    """The text of a file as it is: no line end is changed."""
    return path.read_bytes().decode("utf-8")


def lines_of(path: Path) -> list[dict]:
    """JSON Lines; only a line feed ends a line."""
    return [json.loads(line) for line in exact(path).split("\n") if line]


def plain(label: str) -> str:
    """A label as far as every format can have it, for comparing."""
    return re.sub(r"\W+", "_", label).strip("_").casefold()


def hold_spans(
    article: Article,
    got: Iterable[tuple[Span, str]],
    faults: Faults,
    *,
    cues: bool = True,
    speakers: bool = True,
    dates: bool = True,
    allowed: Callable[[Span], bool] = lambda span: False,
    entity: Optional[Callable[[Span], bool]] = None,
) -> None:
    """Every entity stands there under its label and every other span of the truth stands there; nothing
    else does but what is `allowed`. Only entities that fulfil `entity` are asked for."""
    got = list(got)
    left = [(span, plain(label)) for span, label in got]
    for e in article.entities:
        if entity is not None and not entity(e.span):
            continue
        wanted = (e.span, plain(e.label))
        there = wanted in left
        if there:
            left.remove(wanted)
        faults.hold(there, article.id, f"entity {e.id} {e.label} {e.span} is missing")
    spans = {span for span, _ in got}
    for quote in article.quotes:
        wanted = list(quote.content)
        if cues and quote.cue:
            wanted.append(quote.cue)
        if speakers and quote.speaker:
            wanted.append(quote.speaker)
        for span in wanted:
            faults.hold(span in spans, article.id, f"{span} of quote {quote.id} is missing")
    if dates:
        for date in article.dates:
            faults.hold(date.span in spans, article.id, f"date {date.id} {date.span} is missing")
    known = article.spans()
    for span, label in got:
        faults.hold(
            span in known or allowed(span), article.id, f"{label} {span} stands there, but is nothing"
        )
