"""UIMA CAS JSON and XMI: loaded by cassis, written again by it, loaded again."""

import re
import warnings
from collections import Counter
from pathlib import Path

import cassis

from readers.common import exact, hold_spans
from truth import Article, Faults, Span, Truth

READERS = "dkpro-cassis (load, to_json, to_xmi, load again)"

TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
# A character that XML cannot hold, as JSON writes it.
_ESCAPED = re.compile(r"\\u(00[01]|[fF]{3}[efEF])|\\[bf]")

STRUCTURE = (
    "uima.tcas.DocumentAnnotation",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
)
# What the machine had suggested before a person changed it.
ONCE = ("dateline.Original", "dateline.Said", "dateline.Piece")


def check(truth: Truth, folder: Path, faults: Faults, form: str) -> None:
    files = sorted(folder.rglob("*.json" if form == "cas" else "*.xmi"))
    faults.same(len(files), len(truth.articles), "folder", "files")
    types = None
    if form == "xmi":
        with open(folder / "TypeSystem.xml", "rb") as file:
            types = cassis.load_typesystem(file)
    texts = truth
    if form == "xmi":
        texts = Truth([_in_xml(article) for article in truth.articles])
    for path in files:
        try:
            with warnings.catch_warnings():
                # An offset that is none is only warned of.
                warnings.simplefilter("error")
                _file(texts, path, types, faults)
        except (Exception, Warning) as error:
            faults.add(path.name, f"{type(error).__name__}: {error}")


def _in_xml(article: Article) -> Article:
    """The article as XML 1.0 can hold it: a space in place of each character that it forbids."""
    text = "".join(c if _xml_holds(c) else " " for c in article.text)
    return Article(**{**article.__dict__, "text": text})


def _xml_holds(c: str) -> bool:
    return c >= " " and c not in "\ufffe\uffff" or c in "\t\n\r"


def _load(path: Path, types):
    with open(path, "rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=types) if types else cassis.load_cas_from_json(file)


def _file(truth: Truth, path: Path, types, faults: Faults) -> None:
    cas = _load(path, types)
    truth.settle(
        cas.sofa_string or "", path.name, faults, lambda article, trial: _hold(article, cas, trial)
    )
    # There and back again, in both forms.
    seen = _seen(cas)
    as_json = cassis.load_cas_from_json(cas.to_json())
    faults.same(_seen(as_json), seen, path.name, "after to_json")
    # JSON writes what XML has no place for as it is or with a backslash: anything like it rules the other form out.
    written = exact(path) if types is None else ""
    if all(map(_xml_holds, written)) and not _ESCAPED.search(written):
        as_xmi = cassis.load_cas_from_xmi(cas.to_xmi(), typesystem=cas.typesystem)
        faults.same(_seen(as_xmi), seen, path.name, "after to_xmi")


def _hold(article: Article, cas, faults: Faults) -> None:
    where, text = article.id, article.text
    got, tokens, sentences = [], [], []
    for annotation in cas.select_all_annotations():
        if not hasattr(annotation, "begin") or annotation.begin is None:
            continue
        span = Span(annotation.begin, annotation.end)
        inside = 0 <= span.start <= span.end <= len(text)
        if not faults.hold(inside, where, f"{annotation.type.name} {span} is outside the text"):
            continue
        faults.same(annotation.get_covered_text(), span.of(text), where, "covered text")
        name = annotation.type.name
        if name == TOKEN:
            tokens.append(span)
        elif name == SENTENCE:
            sentences.append(span)
        elif name not in STRUCTURE and name not in ONCE:
            # Where the type has no such feature, a method is called so.
            label = getattr(annotation, "value", None)
            got.append((span, label if isinstance(label, str) else name))
    for kind, spans in (("token", tokens), ("sentence", sentences)):
        for before, after in zip(spans, spans[1:]):
            faults.hold(before.end <= after.start, where, f"{kind}s overlap: {before} {after}")
    extents = {Span(q.content[0].start, q.content[-1].end) for q in article.quotes}
    hold_spans(article, got, faults, allowed=extents.__contains__)
    _speakers(article, cas, faults)

def _seen(cas) -> Counter:
    """What is in a CAS, without ids: types, places, and the features that are plain values."""
    seen: Counter = Counter()
    for structure in cas.select_all_fs():
        features = []
        for feature in cas.typesystem.get_type(structure.type.name).all_features:
            value = getattr(structure, feature.name, None)
            if isinstance(value, (str, int, float, bool)):
                features.append((feature.name, value))
            elif value is not None and hasattr(value, "begin"):
                features.append((feature.name, (value.type.name, value.begin, value.end)))
        seen[(structure.type.name, tuple(sorted(features, key=repr)))] += 1
    return seen


def _speakers(article: Article, cas, faults: Faults) -> None:
    """A quote refers to what stands on its speaker's words."""
    referred = set()
    for structure in cas.select_all_fs():
        speaker = getattr(structure, "speaker", None)
        if speaker is not None and hasattr(speaker, "begin"):
            referred.add((structure.begin, speaker.begin, speaker.end))
    for quote in article.quotes:
        if quote.speaker:
            wanted = (quote.content[0].start, quote.speaker.start, quote.speaker.end)
            faults.hold(wanted in referred, article.id, f"quote {quote.id} refers to no speaker")
