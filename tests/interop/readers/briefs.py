"""Markdown: parsed by markdown-it as CommonMark. What stands in an article must come out as text."""

from pathlib import Path
from typing import Optional

from markdown_it import MarkdownIt
from markdown_it.token import Token

from readers.common import exact
from truth import Article, Faults, Truth

READERS = "markdown-it-py (CommonMark)"

# What a brief has no need for: it could only come out of an article's words.
FOREIGN = {"html_block", "html_inline", "image", "link_open", "fence", "code_block"}


def check(truth: Truth, folder: Path, faults: Faults) -> None:
    files = sorted(folder.rglob("*.md"))
    faults.same(len(files), len(truth.articles), "folder", "files")
    left = [(path, *_parsed(path)) for path in files]
    for path, tokens, _ in left:
        for token in tokens:
            harmless = token.type not in FOREIGN or _own(token)
            faults.hold(harmless, path.name, f"{token.type}: {token.content[:80]!r} {token.attrs}")
    fitting = []
    for article in truth.articles:
        wanted = _wanted(article)
        fitting.append([at for at, entry in enumerate(left) if all(words in entry[2] for words in wanted)])
        faults.hold(fitting[-1], article.id, f"no brief has all of {sorted(wanted)[:6]}")
    matched = _matched(fitting)
    for article, at in zip(truth.articles, matched):
        faults.hold(at is not None, article.id, "its brief is that of another article")


def _matched(fitting: list[list[int]]) -> list[Optional[int]]:
    """A brief for each article, and each brief once, as far as that can be (augmenting paths)."""
    taken: dict[int, int] = {}

    def find(article: int, tried: set[int]) -> bool:
        for brief in fitting[article]:
            if brief in tried:
                continue
            tried.add(brief)
            if brief not in taken or find(taken[brief], tried):
                taken[brief] = article
                return True
        return False

    for article in range(len(fitting)):
        find(article, set())
    by_article = {article: brief for brief, article in taken.items()}
    return [by_article.get(article) for article in range(len(fitting))]


def _own(token: Token) -> bool:
    """A link to the article's own address or into the page."""
    return token.type == "link_open" and str(token.attrs.get("href", "")).startswith(("#", "https://news.example/"))


def _parsed(path: Path) -> tuple[list[Token], str]:
    tokens: list[Token] = []
    words: list[str] = []

    def walk(some: list[Token]) -> None:
        for token in some:
            tokens.append(token)
            if token.children is not None:
                walk(token.children)
                words.append(" ")
            elif token.type in ("text", "code_inline"):
                words.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                words.append(" ")

    walk(MarkdownIt("commonmark").enable("table").parse(exact(path)))
    return tokens, _even("".join(words))


def _even(words: str) -> str:
    """Words without white space and without what cannot be seen, which a brief may write otherwise."""
    return "".join(c for c in words if c.isprintable() and not c.isspace())


def _wanted(article: Article) -> set[str]:
    names = {e.span.of(article.text) for e in article.entities}
    said = {piece.of(article.text) for quote in article.quotes for piece in quote.content}
    return {_even(words) for words in names | said | {article.id}}
