"""UIMA CAS JSON and XMI: loaded by cassis, written again by it, loaded again."""

import warnings
from collections import Counter
from pathlib import Path

import cassis

from readers.common import hold_spans
from truth import Article, Faults, Span, Truth

READERS = "dkpro-cassis (load, to_json, to_xmi, load again)"

TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
STRUCTURE = (TOKEN, SENTENCE, "uima.tcas.DocumentAnnotation")


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

    def forbidden(c: str) -> bool:
        return (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff"

    text = "".join(" " if forbidden(c) else c for c in article.text)
    return Article(**{**article.__dict__, "text": text})


def _load(path: Path, types):
    with open(path, "rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=types) if types else cassis.load_cas_from_json(file)


def _file(truth: Truth, path: Path, types, faults: Faults) -> None:
    cas = _load(path, types)
    article = truth.of_text(cas.sofa_string or "", faults, path.name)
    if article is None:
        return
    where, text = article.id, article.text
    seen = _seen(cas)
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
        elif name not in STRUCTURE:
            # Where the type has no such feature, a method is called so.
            label = getattr(annotation, "value", None)
            got.append((span, label if isinstance(label, str) else name))
    for kind, spans in (("token", tokens), ("sentence", sentences)):
        for before, after in zip(spans, spans[1:]):
            faults.hold(before.end <= after.start, where, f"{kind}s overlap: {before} {after}")
    extents = {Span(q.content[0].start, q.content[-1].end) for q in article.quotes}
    hold_spans(article, got, faults, allowed=extents.__contains__)
    _speakers(article, cas, faults)
    # There and back again, in both forms.
    as_json = cassis.load_cas_from_json(cas.to_json())
    faults.same(_seen(as_json), seen, where, "after to_json")
    if types is not None or article.text == _in_xml(article).text:
        as_xmi = cassis.load_cas_from_xmi(cas.to_xmi(), typesystem=cas.typesystem)
        faults.same(_seen(as_xmi), seen, where, "after to_xmi")


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
