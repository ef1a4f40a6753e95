"""Label Studio: the configuration and every annotation through the validators of its SDK, and the offsets, which those
do not look at."""

import json
from pathlib import Path

from label_studio_sdk.label_interface import LabelInterface
from label_studio_sdk.label_interface.objects import AnnotationValue, TaskValue

from readers.common import hold_spans
from truth import Article, Faults, Span, Truth

READERS = "Label Studio SDK (LabelInterface validate, validate_annotation, TaskValue)"


def check(truth: Truth, path: Path, faults: Faults) -> None:
    configs = sorted([*path.parent.glob("*.xml"), *path.parent.glob("*.config")])
    if not faults.hold(len(configs) == 1, "folder", f"one labelling config is wanted: {configs}"):
        return
    try:
        interface = LabelInterface(configs[0].read_text("utf-8"))
        interface.validate()
    except Exception as error:
        faults.add("config", f"{type(error).__name__}: {error}")
        return
    tasks = json.loads(path.read_bytes())
    faults.same([t["data"]["text"] for t in tasks], [a.text for a in truth.articles], "file", "texts")
    ids: set[str] = set()
    for article, task in zip(truth.articles, tasks):
        _task(article, task, interface, ids, faults)


def _task(article: Article, task: dict, interface, ids: set[str], faults: Faults) -> None:
    where, text = article.id, article.text
    for variable in interface.objects:
        faults.hold(variable.value_name in task["data"], where, f"no data for {variable.name}")
    for kind in ("annotations", "predictions"):
        for made in task.get(kind) or []:
            for fault in interface.validate_prediction(made, return_errors=True):
                faults.add(where, fault)
            faults.hold(interface.validate_annotation(made), where, "the SDK refuses it")
            try:
                TaskValue(data=task["data"])
                if kind == "annotations":
                    AnnotationValue(**{"completed_by": 0, **made})
            except Exception as error:
                faults.add(where, f"{type(error).__name__}: {error}")
            _regions(article, made["result"], ids, faults)


def _regions(article: Article, result: list[dict], ids: set[str], faults: Faults) -> None:
    where, text = article.id, article.text
    own: dict[str, Span] = {}
    got: list[tuple[Span, str]] = []
    for region in result:
        if region["type"] == "relation":
            continue
        value = region["value"]
        if "start" not in value:
            continue
        span = Span(value["start"], value["end"])
        faults.hold(0 <= span.start < span.end <= len(text), where, f"{span} is outside the text")
        faults.same(own.setdefault(region["id"], span), span, where, f"span of {region['id']}")
        if region["type"] == "labels":
            faults.hold(region["id"] not in ids, where, f"id {region['id']} is there twice")
            ids.add(region["id"])
            faults.same(value.get("text"), span.of(text), where, f"words of {region['id']}")
            faults.hold(value["labels"], where, "no label")
            got += [(span, label) for label in value["labels"]]
    hold_spans(article, got, faults)
    related = set()
    for relation in (r for r in result if r["type"] == "relation"):
        ends = [own.get(relation[key]) for key in ("from_id", "to_id")]
        if faults.hold(None not in ends, where, f"relation of no region: {relation}"):
            related |= {tuple(ends), tuple(reversed(ends))}
    for quote in article.quotes:
        if quote.speaker:
            there = any((piece, quote.speaker) in related for piece in quote.content)
            faults.hold(there, where, f"quote {quote.id} has no relation to its speaker")
