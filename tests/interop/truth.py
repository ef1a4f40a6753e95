"""What stands in the articles, as `dateline export --format json` says it: the truth that every other file is
held against. Offsets are code points, which is how Python counts."""

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Callable, Iterable, Optional


@dataclass(frozen=True, order=True)
class Span:
    """A run of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class Entity:
    id: str
    span: Span
    label: str
    cluster: Optional[str]
    note: Optional[str]
    link: Optional[str]


@dataclass(frozen=True)
class Quote:
    id: str
    content: tuple[Span, ...]
    quoted: tuple[Span, ...]
    cue: Optional[Span]
    speaker: Optional[Span]
    speaker_name: Optional[str]
    speaker_cluster: Optional[str]
    kind: str
    note: Optional[str]

    def pieces(self) -> set[Span]:
        return {*self.content, *self.quoted, *filter(None, (self.cue, self.speaker))}


@dataclass(frozen=True)
class Date:
    id: str
    span: Span
    value: Optional[str]


@dataclass
class Article:
    id: str
    text: str
    title: Optional[str]
    entities: list[Entity]
    quotes: list[Quote]
    dates: list[Date]
    clusters: dict[str, dict]
    note: Optional[str]
    tags: list[str]
    record: dict = field(repr=False)

    def spans(self) -> set[Span]:
        """Every span that anything stands on."""
        spans = {e.span for e in self.entities} | {d.span for d in self.dates}
        return spans.union(*(q.pieces() for q in self.quotes))

    def speaker_name(self, quote: Quote) -> Optional[str]:
        """The fullest name of who says something: of the cluster, else as it was typed, else the words."""
        if quote.speaker_cluster in self.clusters:
            return self.clusters[quote.speaker_cluster]["name"]
        if quote.speaker_name is not None:
            return quote.speaker_name
        return quote.speaker.of(self.text) if quote.speaker else None


class Faults:
    """What readers refused, and what did not agree with the truth."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.checked = 0

    def add(self, where: str, what: object) -> None:
        self.found.append((where, str(what)))

    def hold(self, holds: object, where: str, what: object) -> bool:
        """Counts a check and notes it where it fails."""
        self.checked += 1
        if not holds:
            self.add(where, what)
        return bool(holds)

    def same(self, got: object, want: object, where: str, what: str) -> bool:
        return self.hold(got == want, where, f"{what}: {got!r}, not {want!r}")

    def same_set(self, got: Iterable, want: Iterable, where: str, what: str) -> bool:
        """The same members, as often."""
        got, want = sorted(got, key=repr), sorted(want, key=repr)
        if self.hold(got == want, where, ""):
            return True
        self.found.pop()
        missing, more = list(want), []
        for item in got:
            if item in missing:
                missing.remove(item)
            else:
                more.append(item)
        self.add(where, f"{what}: missing {missing!r}, too many {more!r}")
        return False


def _span(piece: Optional[dict]) -> Optional[Span]:
    if not piece or piece.get("start") is None:
        return None
    return Span(piece["start"], piece["end"])


def _article(record: dict) -> Article:
    quotes = []
    for quote in record["quotes"]:
        speaker = quote["speaker"] or {}
        quotes.append(
            Quote(
                id=quote["id"],
                content=tuple(_span(piece) for piece in quote["content"]),
                quoted=tuple(_span(piece) for piece in quote["quoted"]),
                cue=_span(quote["cue"]),
                speaker=_span(speaker),
                speaker_name=speaker.get("name"),
                speaker_cluster=speaker.get("cluster"),
                kind=quote["kind"],
                note=quote.get("note"),
            )
        )
    return Article(
        id=record["article"]["id"],
        text=record["text"],
        title=record["article"]["title"],
        entities=[
            Entity(e["id"], _span(e), e["label"], e["cluster"], e.get("note"), e.get("link"))
            for e in record["entities"]
        ],
        quotes=quotes,
        dates=[Date(d["id"], _span(d), d["value"]) for d in record["dates"]],
        clusters={c["id"]: c for c in record["clusters"]},
        note=record.get("note"),
        tags=record.get("tags") or [],
        record=record,
    )


class Truth:
    """All articles of a set."""

    def __init__(self, articles: list[Article]) -> None:
        self.articles = articles
        self.by_text: dict[str, list[Article]] = {}
        self.by_id = {article.id: article for article in articles}
        for article in articles:
            self.by_text.setdefault(article.text, []).append(article)

    @classmethod
    def load(cls, path: Path) -> "Truth":
        export = json.loads(path.read_bytes())
        return cls([_article(record) for record in export["records"]])

    def settle(
        self, text: str, where: str, faults: Faults, check: Callable[[Article, Faults], None]
    ) -> None:
        """Checks against the article of a text; of several the one that fits best, each once."""
        candidates = self.by_text.get(text, [])
        if faults.hold(candidates, where, f"no article has this text: {text[:80]!r}"):
            candidates.remove(fit(candidates, faults, check))


def fit(
    candidates: list[Article], faults: Faults, check: Callable[[Article, Faults], None]
) -> Article:
    """Checks against several articles, and keeps the faults of the one that has fewest."""
    best: Optional[tuple[Article, Faults]] = None
    for article in candidates:
        trial = Faults()
        try:
            check(article, trial)
        except Exception as error:
            trial.add(article.id, f"{type(error).__name__}: {error}")
        if best is None or len(trial.found) < len(best[1].found):
            best = (article, trial)
        if not trial.found:
            break
    article, trial = best
    faults.found += trial.found
    faults.checked += trial.checked
    return article


def check_truth(truth: Truth, expected: Path, faults: Faults) -> None:
    """Holds the JSON export against what was put into the records, counted by its maker."""
    lines = [json.loads(line) for line in expected.read_text("utf-8").split("\n") if line]
    faults.same_set(
        [a.id for a in truth.articles], [line["id"] for line in lines], "articles", "ids"
    )
    for line in lines:
        article = truth.by_id.get(line["id"])
        if article is None:
            continue
        text = article.text

        def place(span: Optional[Span]) -> Optional[list]:
            return span and [span.start, span.end, span.of(text)]

        got = [{"id": e.id, "label": e.label, "span": place(e.span)} for e in article.entities]
        faults.same_set(got, line["entities"], article.id, "entities")
        got = [
            {
                "id": q.id,
                "content": [place(span) for span in q.content],
                "cue": place(q.cue),
                "speaker": place(q.speaker),
            }
            for q in article.quotes
        ]
        faults.same_set(got, line["quotes"], article.id, "quotes")
        got = [{"id": d.id, "span": place(d.span)} for d in article.dates]
        faults.same_set(got, line["dates"], article.id, "dates")


class Utf16:
    """Counts a text in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        widths = (2 if ord(character) > 0xFFFF else 1 for character in text)
        self.units = [0, *accumulate(widths)]

    def unit(self, code_point: int) -> int:
        return self.units[code_point]

    def code_point(self, unit: int) -> Optional[int]:
        """The code point that begins at a unit; none where none does."""
        at = bisect_left(self.units, unit)
        return at if at < len(self.units) and self.units[at] == unit else None

    def span(self, start: int, end: int) -> Optional[Span]:
        first, last = self.code_point(start), self.code_point(end)
        return Span(first, last) if first is not None and last is not None else None
