"""Proves the checkers: each takes a good file of the worked example, and none of those with one thing wrong."""

import shutil
import tempfile
from pathlib import Path
from typing import Callable

from truth import Faults, Truth

HERE = Path(__file__).parent / "selftest"

# Format, file, what stands there, what is put in its place, which mistake that is.
MISTAKES = [
    ("prodigy", "out.jsonl", '"start": 8, "end": 16, "token_start"', '"start": 9, "end": 17, "token_start"', "UTF-16"),
    ("prodigy", "out.jsonl", '"token_end": 3, "label": "PERSON"}, {"start": 20', '"token_end": 4, "label": "PERSON"}, {"start": 20', "token_end exclusive"),
    ("prodigy", "out.jsonl", '"start": 30, "end": 42', '"start": 30, "end": 41', "inside a token"),
    ("prodigy", "out.jsonl", '"head": 16', '"head": 11', "head is not the last token"),
    ("prodigy", "out.jsonl", '"id": 1, "ws": true', '"id": 1, "ws": false', "a space is lost"),
    ("prodigy", "out.jsonl", '"answer"', '"_task_hash": 1, "answer"', "a hash of our own"),
    ("conll", "out.conll", "Mayor -X- O B-MISC", "Mayor -X- O I-MISC", "missing B-"),
    ("conll", "out.conll", "Bergen -X- O I-LOC", "Bergen -X- O I-PERSON", "label changes inside"),
    ("conll", "out.conll", "-DOCSTART- -X- O O\n\n", "", "no document"),
    ("conll", "out.conll", "said -X- O O\n", "", "a token is lost"),
    ("conll", "out.conll", "Mayor -X- O", "Mayor -X-", "three columns"),
    ("conll", "out.conll", "Ana -X- O I-MISC\nD", "Ana\u00a0D", "a token with white space"),
    ("iob2", "out.iob2", "South\tB-LOC", "South\tI-LOC", "missing B-"),
    ("iob2", "out.iob2", "North\tB-LOC", "North B-LOC", "space for TAB"),
    ("iob2", "out.iob2", "South\tB-LOC", "South\tO", "off by one"),
    ("bioes", "out.bioes", "Bergen\tE-LOC", "Bergen\tI-LOC", "missing E-"),
    ("bioes", "out.bioes", "North\tS-LOC", "North\tB-LOC", "missing S-"),
    ("brat", "n-001.ann", "T2\tPERSON 8 16", "T2\tPERSON 9 17", "UTF-16"),
    ("brat", "n-001.ann", "T2\tPERSON 8 16", "T2\tPERSON 8 15", "off by one"),
    ("brat", "n-001.ann", "T7\tPERSON 68 71\tShe", "T7\tPERSON 166 169\tShe", "outside the text"),
    ("brat", "n-001.ann", "T4\tLOC 30", "T4\tPLACE NAME 30", "a type with a space"),
    ("brat", "n-001.ann", "T4\tLOC 30", "T4\tGPE 30", "a type that is not configured"),
    ("brat", "n-001.ann", "20 25;36 42\tNorth Bergen", "20 42\tNorth and South Bergen", "one fragment for two"),
    ("brat", "n-001.ann", "Arg1:T8 Arg2:T7", "Arg1:T8 Arg2:T9", "broken reference"),
    ("brat", "n-001.ann", "verify against", "verify\nagainst", "a note of two lines"),
    ("brat", "n-001.txt", "\nShe", "\r\nShe", "a text of other line ends"),
    ("brat", "annotation.conf", "[entities]\nMISC\n", "[entities]\n", "a label is not configured"),
    ("label-studio", "tasks.json", '"start": 8', '"start": 9', "UTF-16"),
    ("label-studio", "tasks.json", '"end": 71', '"end": 99999', "outside the text"),
    ("label-studio", "tasks.json", '"to_id": "r4"', '"to_id": "r44"', "broken reference"),
    ("label-studio", "tasks.json", '"id": "r1"', '"id": "r0"', "an id twice"),
    ("label-studio", "tasks.json", '"from_name": "label"', '"from_name": "ner"', "not in the config"),
    ("label-studio", "tasks.xml", '<Label value="CUE"/>', "", "a label is not in the config"),
    ("label-studio", "tasks.xml", 'toName="text"', 'toName="words"', "a config of two minds"),
    ("cas", "n-001.json", '"begin": 9, "end": 17', '"begin": 8, "end": 16', "code points"),
    ("cas", "n-001.json", '"begin": 69, "end": 72', '"begin": 69, "end": 172', "outside the text"),
    ("cas", "n-001.json", '"begin": 3, "end": 17', '"begin": 1, "end": 17', "inside a pair of surrogates"),
    ("cas", "n-001.json", '"begin": 9, "end"', '"^begin": 9, "end"', "an anchor nobody reads"),
    ("cas", "n-001.json", '"@speaker": 3', '"@speaker": 333', "broken reference"),
    ("xmi", "n-001.xmi", 'begin="9" end="17"', 'begin="8" end="16"', "code points"),
    ("xmi", "n-001.xmi", "&#10;She", "\nShe", "a line end that XML loses"),
    ("xmi", "TypeSystem.xml", "news.Quote", "news.Speech", "a type is not declared"),
    ("w3c", "out.jsonld", '"start": 8, "end": 16', '"start": 9, "end": 17', "UTF-16"),
    ("w3c", "out.jsonld", '"exact": "She"', '"exact": "He"', "other words"),
    ("w3c", "out.jsonld", '"suffix": " left', '"suffix": "left', "context that does not adjoin"),
    ("w3c", "out.jsonld", '"motivation": "linking"', '"confidence": 1, "motivation": "linking"', "a key that vanishes"),
    ("w3c", "out.jsonld", '"id": "urn:x:e0"', '"id": "e0"', "an id that is no IRI"),
    ("w3c", "out.jsonld", '"body": "urn:x:e1"', '"body": "urn:x:e9"', "broken reference"),
    ("doccano", "out.jsonl", '"start_offset": 9', '"start_offset": 8', "code points"),
    ("doccano", "out.jsonl", '"end_offset": 72', '"end_offset": 272', "outside the text"),
    ("doccano", "out.jsonl", '"to_id": 14', '"to_id": 44', "broken reference"),
    ("citron", "out.jsonl", '"start": 8, "end": 16', '"start": 9, "end": 17', "UTF-16"),
    ("citron", "out.jsonl", '"start": 49', '"start": 50', "off by one"),
    ("citron", "out.jsonl", '{"start": 68, "end": 71, "text": "She"}', '{"start": 20, "end": 25, "text": "North"}', "a group of strangers"),
    ("csv", "entities.csv", "8,16,PERSON", "9,17,PERSON", "UTF-16"),
    ("csv", "entities.csv", ",She", ',"She', "a mark that nothing closes"),
    ("csv", "quotes.csv", "“We", "=“We", "a formula"),
    ("csv", "people.csv", "Ana", "Eva", "another name"),
    ("csv", "people.csv", "2,2", "2,1", "another count"),
    ("markdown", "n-001.md", "left.", "<b>left</b>.", "HTML of the text"),
    ("markdown", "n-001.md", "left.", "![left](x.png)", "a picture of the text"),
    ("markdown", "n-001.md", "Mayor Ana Díaz", "Mayor Ana", "words are lost"),
    ("webanno", "n-001.tsv", "9-12\tAna", "8-11\tAna", "code points"),
    ("webanno", "n-001.tsv", "\tMISC[1]|PERSON[2]\t", "\tMISC[1]\t", "off by one"),
    ("webanno", "n-001.tsv", "said\t_\t_\t*\t", "said\t_\t*\t", "a column is lost"),
    ("webanno", "n-001.tsv", "1-12[4_5]", "1-12[7_5]", "broken reference"),
    ("webanno", "n-001.tsv", "\tMISC[1]\t", "\tMISC\t", "a number is lost"),
    ("html", "out.html", ' data-start="68" data-end="71" data-label', ' data-start="69" data-end="72" data-label', "UTF-16"),
    ("html", "out.html", '<mark class="c" data-id="q1" data-start="43" data-end="47">said</mark>', "said", "a mark is lost"),
    ("html", "out.html", 'data-label="MISC">', 'data-label="ORG">', "another label"),
    ("html", "out.html", "<h2>", "<h2><script>console.log(1)</script>", "something runs"),
    ("html", "out.html", "<h2>", '<h2><img alt="x" src="https://example.org/x.png">', "the network is asked"),
    ("html", "out.html", "<label>Name", "<label></label>Name", "a control without a name"),
    ("html", "out.html", "speaker.addEventListener('input', filter);", "", "a filter does nothing"),
    ("html", "out.html", "mark.classList.toggle", "item.classList.toggle", "a label's box does nothing"),
    ("html", "out.html", "outline: 3px solid #06c", "outline: none", "focus cannot be seen"),
    ("html", "out.html", "mark.focus();", "", "a key does nothing"),
    ("html", "out.html", "background: #111; } input", "background: #fff; } input", "pale on white in the dark"),
    ("html", "out.html", "She</mark></mark> left", "She</mark></mark>  left", "another text"),
]


def prove(checks: dict[str, Callable[[Truth, Path, Faults], None]], files: dict[str, str | None]) -> list[str]:
    """What is wrong with the checkers: a good file that one refuses, a mistake that one takes."""
    wrong = []
    worked = HERE / "truth.json"

    def faults_of(form: str, folder: Path) -> Faults:
        faults = Faults()
        name = files[form]
        try:
            own = folder / "truth.json"
            truth = Truth.load(own if own.exists() else worked)
            checks[form](truth, folder / name if name else folder, faults)
        except Exception as error:
            faults.add("checker", f"{type(error).__name__}: {error}")
        return faults

    for form in checks:
        for where, what in faults_of(form, HERE / form).found:
            wrong.append(f"{form}: refuses a good file: {where}: {what}")
    for form, file, there, instead, mistake in MISTAKES:
        if form not in checks:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / form
            shutil.copytree(HERE / form, folder)
            text = (folder / file).read_bytes().decode("utf-8")
            if there not in text:
                wrong.append(f"{form}: {file} has no {there!r} to change")
                continue
            (folder / file).write_bytes(text.replace(there, instead, 1).encode("utf-8"))
            if not faults_of(form, folder).found:
                wrong.append(f"{form}: takes {mistake}")
    return wrong
