"""spaCy and Prodigy JSON Lines: read by srsly as Prodigy reads them, made into spaCy's documents and examples."""

import warnings
from pathlib import Path

import spacy
import srsly
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans, get_words_and_spaces

from readers.common import hold_spans
from truth import Article, Faults, Span, Truth

READERS = "spaCy (Doc.from_json validate, Example.from_dict), srsly"


def check(truth: Truth, path: Path, faults: Faults) -> None:
    nlp = spacy.blank("xx")
    tasks = list(srsly.read_jsonl(path))
    faults.same([t["text"] for t in tasks], [a.text for a in truth.articles], "file", "texts")
    with warnings.catch_warnings():
        # A span that falls between tokens is only warned of, and lost.
        warnings.simplefilter("error")
        for article, task in zip(truth.articles, tasks):
            try:
                _task(article, task, nlp, faults)
            except (Exception, Warning) as error:
                faults.add(article.id, f"{type(error).__name__}: {error}")


def _task(article: Article, task: dict, nlp, faults: Faults) -> None:
    where, text = article.id, article.text
    faults.hold(task.get("answer") in ("accept", "reject", "ignore"), where, "no answer")
    for key in task:
        faults.hold(not key.endswith("_hash"), where, f"{key} is for Prodigy to set")
    tokens = task["tokens"]
    for at, token in enumerate(tokens):
        faults.same(token["id"], at, where, "token id")
        faults.same(token["text"], text[token["start"] : token["end"]], where, "token text")
    whole = "".join(t["text"] + (" " if t["ws"] else "") for t in tokens)
    if not faults.same(whole, text, where, "tokens joined"):
        return
    for span in task["spans"]:
        _aligned(span, tokens, where, faults)
        if "text" in span:
            faults.same(span["text"], text[span["start"] : span["end"]], where, "span text")
    got = [(Span(s["start"], s["end"]), s["label"]) for s in task["spans"]]
    hold_spans(article, got, faults)
    for relation in task.get("relations") or []:
        head, child = relation["head_span"], relation["child_span"]
        for span, token in ((head, relation["head"]), (child, relation["child"])):
            _aligned(span, tokens, where, faults)
            faults.same(token, span["token_end"], where, "relation's token")
            there = (Span(span["start"], span["end"]), span["label"]) in got
            faults.hold(there, where, f"relation of no span: {span}")
    related = set()
    for relation in task.get("relations") or []:
        ends = (relation[key] for key in ("head_span", "child_span"))
        related.add(tuple(Span(end["start"], end["end"]) for end in ends))
    for quote in article.quotes:
        if quote.speaker:
            pairs = {(piece, quote.speaker) for piece in quote.content}
            joined = pairs & (related | {(b, a) for a, b in related})
            faults.hold(joined, where, f"quote {quote.id} has no relation to its speaker")
    _spacy(article, task, nlp, faults)


def _aligned(span: dict, tokens: list[dict], where: str, faults: Faults) -> None:
    first, last = span["token_start"], span["token_end"]
    inside = 0 <= first <= last < len(tokens)
    if faults.hold(inside, where, f"no such tokens: {span}"):
        got = (tokens[first]["start"], tokens[last]["end"])
        faults.same(got, (span["start"], span["end"]), where, "tokens of a span")


def _spacy(article: Article, task: dict, nlp, faults: Faults) -> None:
    where, text = article.id, article.text
    tokens = task["tokens"]
    words, spaces = [t["text"] for t in tokens], [t["ws"] for t in tokens]
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    faults.same(doc.text, text, where, "text of spaCy's document")
    spans = []
    for span in task["spans"]:
        found = doc.char_span(span["start"], span["end"], label=span["label"])
        if faults.hold(found is not None, where, f"spaCy finds no tokens for {span}"):
            faults.same(found.text, text[span["start"] : span["end"]], where, "words in spaCy")
            spans.append(found)
    apart = filter_spans(spans)
    _from_json(article, task, nlp, faults)
    entities = [(s.start_char, s.end_char, s.label_) for s in apart]
    want = [(s["start"], s["end"], s["label"]) for s in task["spans"]]
    annotation = {"words": words, "spaces": spaces, "entities": entities, "spans": {"sc": want}}
    example = Example.from_dict(doc.copy(), annotation)
    got = [(s.start_char, s.end_char, s.label_) for s in example.reference.ents]
    faults.same_set(got, entities, where, "entities of the example")
    faults.hold("-" not in example.get_aligned_ner(), where, "a token lost its label")


def _from_json(article: Article, task: dict, nlp, faults: Faults) -> None:
    """spaCy's JSON has a run of white space in one token: where a span ends inside such a run, or takes in the
    one space after a word, that token cannot be, and the span is left out."""
    where, text = article.id, article.text
    words = [token["text"] for token in task["tokens"]]
    whole, spaces = get_words_and_spaces(words, text)
    edges = {edge for span in task["spans"] for edge in (span["start"], span["end"])}
    tokens, places, at = [], set(), 0
    for number, (word, space) in enumerate(zip(whole, spaces)):
        tokens.append({"id": number, "start": at, "end": at + len(word)})
        places |= {at, at + len(word)}
        at += len(word) + space
    for token in task["tokens"]:
        own = {token["start"], token["end"]} - places
        faults.hold(not own or own & edges, where, f"no edge of a span cuts white space at {own}")
    ends = {token["end"] for token in tokens}
    starts = {token["start"] for token in tokens}
    spans = [s for s in task["spans"] if s["start"] in starts and s["end"] in ends]
    spans = [{"start": s["start"], "end": s["end"], "label": s["label"], "kb_id": ""} for s in spans]
    plain = Doc(nlp.vocab, words=whole, spaces=spaces)
    apart = filter_spans([plain.char_span(s["start"], s["end"], label=s["label"]) for s in spans])
    entities = [{"start": s.start_char, "end": s.end_char, "label": s.label_} for s in apart]
    as_json = {"text": text, "tokens": tokens, "ents": entities, "spans": {"sc": spans}}
    read = Doc(nlp.vocab).from_json(as_json, validate=True)
    got = [(s.start_char, s.end_char, s.label_) for s in read.spans["sc"]]
    want = [(s["start"], s["end"], s["label"]) for s in spans]
    faults.same(got, want, where, "spans after from_json")
    faults.same(len(read.ents), len(entities), where, "entities after from_json")
