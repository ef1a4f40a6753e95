"""WebAnno TSV 3.3, for which there is no installable reader: read here as its documentation says."""

import re
from pathlib import Path

from readers.common import exact, hold_spans, plain
from truth import Article, Faults, Span, Truth, Utf16, fit

READERS = "own checker"

_ESCAPED = re.compile(r"\\(.)", re.S)
_CELL = re.compile(r"(?P<value>.*?)(?:\[(?P<id>\d+)\])?$", re.S)


def check(truth: Truth, folder: Path, faults: Faults) -> None:
    files = sorted(folder.rglob("*.tsv"))
    faults.same(len(files), len(truth.articles), "folder", "files")
    left = list(truth.articles)
    for path in files:
        try:
            _file(path, left, faults)
        except Exception as error:
            faults.add(path.name, f"{type(error).__name__}: {error}")


def _plainly(text: str) -> str:
    """Without what makes a character of the format an ordinary one."""
    named = {"t": "\t", "n": "\n", "r": "\r"}
    return _ESCAPED.sub(lambda match: named.get(match[1], match[1]), text)


def _split(cell: str, separator: str) -> list[str]:
    """Parts of a cell, at separators that no backslash stands before."""
    parts, part, at = [], "", 0
    while at < len(cell):
        if cell[at] == "\\":
            part += cell[at : at + 2]
            at += 2
        elif cell[at] == separator:
            parts.append(part)
            part, at = "", at + 1
        else:
            part += cell[at]
            at += 1
    return [*parts, part]


def _file(path: Path, left: list[Article], faults: Faults) -> None:
    lines = exact(path).split("\n")
    name = path.name
    faults.same(lines[0], "#FORMAT=WebAnno TSV 3.3", name, "first line")
    layers = [line for line in lines if re.match(r"#T_(SP|CH|RL)=", line)]
    columns = sum(max(1, len(layer.split("=", 1)[1].split("|")) - 1) for layer in layers)
    tokens: dict[str, tuple[int, int, str, list[str]]] = {}
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if cells[-1] == "":
                cells.pop()
            if not faults.same(len(cells) - 3, columns, where, "columns"):
                continue
            start, end = (int(number) for number in cells[1].split("-"))
            tokens[cells[0]] = (start, end, _plainly(cells[2]), cells[3:])
    fitting = _fitting(tokens, left)
    if faults.hold(fitting, name, "no article's text has these tokens at these places"):
        left.remove(fit(fitting, faults, lambda one, trial: _hold(one, tokens, layers, trial)))


def _fitting(tokens: dict, left: list[Article]) -> list[Article]:
    """The articles of which every token says the truth, and which have nothing else to be seen; those first that
    have nothing else at all."""
    found = []
    for article in left:
        index = Utf16(article.text)
        spans = [(index.span(start, end), words) for start, end, words, _ in tokens.values()]
        if not all(span and span.of(article.text) == words for span, words in spans):
            continue
        shown = {i for span, _ in spans for i in range(span.start, span.end)}
        rest = [c for i, c in enumerate(article.text) if i not in shown and not c.isspace()]
        if not any(c.isprintable() for c in rest):
            found.append((len(rest), article))
    return [article for _, article in sorted(found, key=lambda entry: entry[0])]


def _hold(article: Article, tokens: dict, layers: list[str], faults: Faults) -> None:
    index = Utf16(article.text)
    got: list[tuple[Span, str]] = []
    # What stands on a token, by layer, token and number; 0 where it needs none.
    standing: dict[tuple[str, str, str], Span] = {}
    column = 0
    for layer in layers:
        kind, rest = layer.split("=", 1)
        name, *features = rest.split("|")
        width = max(1, len(features))
        if kind == "#T_SP":
            for span, label, places in _spans(tokens, column, features, index, article, faults):
                got.append((span, label))
                standing |= {(name, token, number or "0"): span for token, number in places}
        elif kind == "#T_RL":
            base = features[-1].removeprefix("BT_")
            _relations(article, tokens, column + width - 1, base, standing, faults)
        column += width
    text = article.text

    def trimmed(span: Span) -> Span:
        start, end = span.start, span.end
        while start < end and not _seen(text[start]):
            start += 1
        while end > start and not _seen(text[end - 1]):
            end -= 1
        return Span(start, end)

    # Spans that begin or end in white space lose it there.
    even = {(trimmed(span), plain(label)) for span, label in got}
    for entity in article.entities:
        span = trimmed(entity.span)
        if span.start < span.end:
            there = (span, plain(entity.label)) in even
            faults.hold(there, article.id, f"entity {entity.id} {entity.label} {span} is missing")
    known = {trimmed(span) for span in article.spans()}
    known |= {trimmed(Span(q.content[0].start, q.content[-1].end)) for q in article.quotes}
    for span, label in even:
        faults.hold(span in known, article.id, f"{label} {span} is nothing")
    found = {span for span, _ in even}
    for quote in article.quotes:
        for span in map(trimmed, quote.content):
            if span.start < span.end:
                faults.hold(span in found, article.id, f"{span} of quote {quote.id} is missing")


def _seen(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _spans(tokens: dict, column: int, features: list[str], index: Utf16, article: Article, faults: Faults):
    """The annotations of a layer: runs of tokens that share an id, or single tokens."""
    width = max(1, len(features))
    runs: dict[str, list] = {}
    alone: list = []
    for name, (start, end, _, cells) in tokens.items():
        mine = cells[column : column + width]
        stacks = [_split(cell, "|") for cell in mine]
        faults.hold(len({len(stack) for stack in stacks}) == 1, article.id, f"stacks of {name}: {mine}")
        for level in zip(*stacks):
            if all(cell == "_" for cell in level):
                continue
            matches = [_CELL.match(cell) for cell in level]
            numbers = {m["id"] for m in matches}
            faults.hold(len(numbers) == 1, article.id, f"numbers of {name}: {mine}")
            number = numbers.pop()
            values = [_plainly(m["value"]) for m in matches]
            if number is None:
                alone.append((start, end, values, (name, None)))
            else:
                runs.setdefault(number, []).append((start, end, values, (name, number)))
    for parts in [*runs.values(), *([part] for part in alone)]:
        faults.hold(all(p[2] == parts[0][2] for p in parts), article.id, f"values differ: {parts}")
        span = index.span(min(p[0] for p in parts), max(p[1] for p in parts))
        values = dict(zip(features or ["value"], parts[0][2]))
        label = next((v for k, v in values.items() if k in ("value", "label", "role", "kind") and v not in ("_", "*")), None)
        if faults.hold(span, article.id, f"no range: {parts}"):
            label = label or next((v for v in parts[0][2] if v not in ("_", "*")), "*")
            yield span, label, [part[3] for part in parts]


_END = re.compile(r"(?P<token>[0-9]+-[0-9]+(?:\.[0-9]+)?)(?:\[(?P<source>\d+)_(?P<target>\d+)\])?$")


def _relations(article: Article, tokens: dict, column: int, base: str, standing: dict, faults: Faults) -> None:
    """Every relation leads from something to something, and every quote has one to its speaker's words."""
    related = set()
    for name, (_, _, _, cells) in tokens.items():
        for cell in _split(cells[column], "|"):
            if cell == "_":
                continue
            match = _END.match(cell)
            if not faults.hold(match, article.id, f"a relation from nowhere: {cell!r}"):
                continue
            source = standing.get((base, match["token"], match["source"] or "0"))
            target = standing.get((base, name, match["target"] or "0"))
            if faults.hold(source and target, article.id, f"relation of nothing: {cell!r} at {name}"):
                related |= {(source, target), (target, source)}

    def trimmed(span: Span) -> Span:
        at = [i for i in range(span.start, span.end) if _seen(article.text[i])]
        return Span(at[0], at[-1] + 1) if at else Span(span.start, span.start)

    related = {(trimmed(a), trimmed(b)) for a, b in related}
    for quote in article.quotes:
        if not quote.speaker or not len(_plain_words(article, quote.speaker)):
            continue
        said = [piece for piece in quote.content if _plain_words(article, piece)]
        there = any((trimmed(piece), trimmed(quote.speaker)) in related for piece in said)
        faults.hold(there or not said, article.id, f"quote {quote.id} has no relation to its speaker")


def _plain_words(article: Article, span: Span) -> str:
    return "".join(filter(_seen, span.of(article.text)))
