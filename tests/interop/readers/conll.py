"""CoNLL-2003, IOB2 and BIOES: tags read by seqeval (strict) and iobes, the four columns by spaCy's converter."""

from pathlib import Path
from typing import Optional

import iobes
from seqeval.scheme import IOB2, IOBES, Entities
from seqeval.metrics.sequence_labeling import get_entities
from spacy.training.converters import conll_ner_to_docs

from readers.common import exact, plain
from truth import Article, Faults, Span, Truth

READERS = "seqeval (strict), iobes, spaCy convert"


def check(truth: Truth, path: Path, faults: Faults, form: str) -> None:
    raw = exact(path)
    sentences, starts = _sentences(raw, form, faults)
    if form == "conll":
        faults.same(len(starts), len(truth.articles), "file", "-DOCSTART- lines")
    entities = _tags(sentences, form, faults)
    located = _locate(truth, sentences, starts if form == "conll" else None, faults)
    for article in truth.articles:
        _hold(article, located.get(article.id, []), entities, faults)
    if form == "conll":
        _spacy(raw, sentences, faults)


def _sentences(raw: str, form: str, faults: Faults):
    """Sentences as lists of (token, tag), and before which of them a document begins."""
    sentences: list[list[tuple[str, str]]] = []
    starts: list[int] = []
    sentence: list[tuple[str, str]] = []
    columns, separator = (4, " ") if form == "conll" else (2, "\t")
    for number, line in enumerate(raw.split("\n"), 1):
        where = f"line {number}"
        if line in ("", "-DOCSTART- -X- O O"):
            if sentence:
                sentences.append(sentence)
                sentence = []
            if line:
                starts.append(len(sentences))
            continue
        if form == "conll" and line.startswith("-DOCSTART-") and line.count(" ") != 3:
            faults.add(where, f"not the line that begins a document: {line!r}")
            continue
        cells = line.split(separator)
        if not faults.same(len(cells), columns, where, f"columns of {line!r}"):
            continue
        token, tag = cells[0], cells[-1]
        # Readers split at any white space, and at what Python takes for the end of a line.
        faults.hold(token and token.split() == [token], where, f"token {token!r}")
        faults.hold(len(line.splitlines()) == 1, where, f"a line end inside {line!r}")
        faults.hold(tag.split() == [tag], where, f"tag {tag!r}")
        sentence.append((token, tag))
    if sentence:
        sentences.append(sentence)
    return sentences, starts


def _tags(sentences, form: str, faults: Faults) -> list[list[tuple[str, int, int]]]:
    """What two libraries find in the tags: label, first token, one past the last, by sentence."""
    tags = [[tag for _, tag in sentence] for sentence in sentences]
    scheme, encoding = (
        (IOBES, iobes.SpanEncoding.IOBES) if form == "bioes" else (IOB2, iobes.SpanEncoding.BIO)
    )
    found = []
    for number, (strict, given) in enumerate(zip(Entities(tags, scheme).entities, tags), 1):
        where = f"sentence {number}"
        strict = [(entity.tag, entity.start, entity.end) for entity in strict]
        spans, errors = iobes.parse_spans_with_errors(given, encoding)
        faults.hold(not errors, where, f"iobes: {errors}")
        other = [(span.type, span.start, span.end) for span in spans]
        faults.same_set(strict, other, where, "seqeval and iobes")
        lenient = [(label, first, last + 1) for label, first, last in get_entities(given)]
        faults.same_set(strict, lenient, where, "seqeval, strict and lenient")
        found.append(strict)
    return found


def _locate(truth: Truth, sentences, starts, faults: Faults) -> dict[str, list]:
    """Where each token stands: the sentences of each article with the spans of their tokens."""
    located: dict[str, list] = {}
    at = 0
    for number, article in enumerate(truth.articles):
        located[article.id] = []
        if starts is not None and number < len(starts):
            faults.same(at, starts[number], article.id, "first sentence")
            at = starts[number]
        text, place = article.text, 0
        end = None
        if starts is not None:
            end = starts[number + 1] if number + 1 < len(starts) else len(sentences)
        while at < len(sentences) and (end is None or at < end):
            spans = _placed([token for token, _ in sentences[at]], text, place)
            if spans is None:
                break
            located[article.id].append((at, spans))
            place = spans[-1].end
            at += 1
        faults.hold(
            not _tokenable(text[place:]), article.id, f"not in any token: {text[place:][:40]!r}"
        )
    faults.same(at, len(sentences), "file", "sentences that belong to an article")
    return located


def _placed(tokens: list[str], text: str, place: int) -> Optional[list[Span]]:
    """Where tokens stand that follow each other with nothing to be seen between them."""
    spans = []
    for token in tokens:
        found = text.find(token, place)
        if found < 0 or _tokenable(text[place:found]):
            return None
        place = found + len(token)
        spans.append(Span(found, place))
    return spans


def _tokenable(text: str) -> bool:
    """Whether there is anything but white space and what cannot be seen."""
    return any(character.isprintable() and not character.isspace() for character in text)


def _hold(article: Article, sentences: list, entities: list, faults: Faults) -> None:
    """Each tagged run is an entity widened to its tokens; what is not tagged is overlapped by one that is."""
    tagged = []
    for number, spans in sentences:
        for label, first, last in entities[number]:
            tagged.append((Span(spans[first].start, spans[last - 1].end), plain(label)))
    tokens = [span for _, spans in sentences for span in spans]
    wanted = {}
    for entity in article.entities:
        touched = [t for t in tokens if t.start < entity.span.end and entity.span.start < t.end]
        if touched:
            span = Span(touched[0].start, touched[-1].end)
            wanted.setdefault((span, plain(entity.label)), []).append(entity.id)
    for span, label in tagged:
        faults.hold((span, label) in wanted, article.id, f"{label} {span} is tagged, but is nothing")
    for (span, label), ids in wanted.items():
        if (span, label) in tagged:
            continue
        over = [t for t, _ in tagged if t.start < span.end and span.start < t.end]
        cut = any(a < span.end and span.start < b for a, b in _breaks(sentences))
        longer = any(t.end - t.start >= span.end - span.start for t in over)
        faults.hold(
            longer or cut,
            article.id,
            f"entity {ids} {label} {span} is not tagged, and nothing longer stands over it: {over}",
        )


def _breaks(sentences: list):
    """The gaps between one sentence and the next, which no entity can reach over."""
    for (_, before), (_, after) in zip(sentences, sentences[1:]):
        if before and after:
            yield before[-1].end - 1, after[0].start + 1


def _spacy(raw: str, sentences, faults: Faults) -> None:
    try:
        docs = list(conll_ner_to_docs(raw, n_sents=1, no_print=True))
    except Exception as error:
        faults.add("spaCy convert", f"{type(error).__name__}: {error}")
        return
    got = [token.text for doc in docs for token in doc]
    faults.same(got, [token for s in sentences for token, _ in s], "spaCy convert", "tokens")
    got = sorted((e.label_, " ".join(token.text for token in e)) for doc in docs for e in doc.ents)
    tags = [[tag for _, tag in s] for s in sentences]
    want = sorted(
        (label, " ".join(token for token, _ in sentence[first : last + 1]))
        for sentence, given in zip(sentences, tags)
        for label, first, last in get_entities(given)
    )
    faults.same(got, want, "spaCy convert", "entities")
