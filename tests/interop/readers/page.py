"""The HTML page, opened in headless Chromium: what a person sees, hears, can reach, and what must never run."""

import atexit
import unicodedata
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Iterator, Optional

from playwright.sync_api import Browser, Page, sync_playwright

from truth import Article, Faults, Truth

READERS = "Chromium (through Playwright), axe-core"

# Where Debian and others put it.
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def browser() -> Optional[str]:
    return next((path for path in BROWSERS if Path(path).exists()), None)


def axe_script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@lru_cache(maxsize=1)
def _chromium() -> Browser:
    """One browser for all pages: each is opened in a context of its own."""
    playwright = sync_playwright().start()
    chromium = playwright.chromium.launch(
        executable_path=browser(), args=["--no-sandbox", "--disable-gpu"]
    )
    atexit.register(lambda: (chromium.close(), playwright.stop()))
    return chromium


@contextmanager
def opened(path: Path, faults: Faults, **settings) -> Iterator[Page]:
    """The page, with nothing remembered; whatever it says, asks for or does by itself is a fault."""
    context = _chromium().new_context(**settings)
    page = context.new_page()
    address = path.resolve().as_uri()

    def asked(request) -> None:
        own = request.url.split("#")[0] == address or request.url.startswith(("data:", "blob:"))
        if not own:
            faults.add("network", request.url)

    page.on("request", asked)
    page.on("console", lambda message: faults.add("console", f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.add("error", error))
    page.on("dialog", lambda dialog: (faults.add("dialog", dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: faults.add("popup", popup.url))
    try:
        page.goto(address)
        yield page
    finally:
        context.close()


def check(truth: Truth, path: Path, faults: Faults) -> None:
    with opened(path, faults, viewport={"width": 1280, "height": 900}) as page:
        title = page.title()
        faults.hold(title, "page", "no title")
        faults.hold(page.evaluate("document.documentElement.lang"), "page", "no language")
        _articles(truth, page, faults)
        _filters(truth, page, faults)
        _keyboard(page, faults)
        faults.same(page.title(), title, "page", "title at the end")
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            name = f"{scheme}, {width} px"
            settings = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            with opened(path, faults, **settings) as page:
                _accessible(page, name, faults)


def _in_html(text: str) -> str:
    """A text as HTML can hold it."""

    def held(c: str) -> bool:
        control = unicodedata.category(c) == "Cc" and c not in "\t\n\r\f"
        return not control and ord(c) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(c) <= 0xFDEF

    return "".join(c if held(c) else "\ufffd" for c in text)


_READ = """() => [...document.querySelectorAll('article[data-article]')].map(article => {
  const text = article.querySelector('[data-text]');
  const marks = [...text.querySelectorAll('mark[data-spans]')].map(mark => {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEndBefore(mark);
    return {start: [...range.toString()].length, words: mark.textContent, spans: mark.dataset.spans.split(' ')};
  });
  return {
    id: article.dataset.article, text: text.textContent, marks,
    listed: [...article.querySelectorAll('[data-span]')].map(entry => ({...entry.dataset})),
  };
})"""


def _articles(truth: Truth, page: Page, faults: Faults) -> None:
    found = page.evaluate(_READ)
    faults.same(len(found), len(truth.articles), "page", "articles")
    for article, shown in zip(truth.articles, found):
        where, text = article.id, _in_html(article.text)
        # A character that could be kept but is not is a matter of taste, as long as none is lost.
        shown_text = _in_html(shown["text"])
        if not faults.same(shown_text, text, where, "text"):
            continue
        covered: dict[str, set[int]] = {}
        for mark in shown["marks"]:
            start, words = mark["start"], mark["words"]
            faults.same(_in_html(words), text[start : start + len(words)], where, "words of a mark")
            for number in mark["spans"]:
                covered.setdefault(number, set()).update(range(start, start + len(words)))
        got = [frozenset(characters) for characters in covered.values()]
        want = [frozenset(range(e.span.start, e.span.end)) for e in article.entities]
        want += [frozenset(i for s in q.content for i in range(s.start, s.end)) for q in article.quotes]
        pieces = {frozenset(range(s.start, s.end)) for s in article.spans()}
        left = list(got)
        for characters in want:
            there = characters in left
            if there:
                left.remove(characters)
            faults.hold(there, where, f"no marks for {sorted(characters)[:3]}…, {len(characters)} characters")
        for characters in left:
            faults.hold(characters in pieces, where, f"marks that are nothing: {sorted(characters)[:3]}…")


_FILTERS = """() => [...document.querySelectorAll('[data-filter]')].map(control => [control.dataset.filter, control.tagName])"""

_VISIBLE = """() => [...document.querySelectorAll('article[data-article]')]
  .filter(article => article.checkVisibility()).map(article => article.dataset.article)"""


def _filters(truth: Truth, page: Page, faults: Faults) -> None:
    kinds = {kind for kind, _ in page.evaluate(_FILTERS)}
    for kind in ("person", "label", "speaker"):
        faults.hold(kind in kinds, "filters", f"no control with data-filter={kind}")
    before = page.evaluate(_VISIBLE)
    faults.same(len(before), len(truth.articles), "filters", "articles seen at first")
    speakers = [(a.id, a.speaker_name(q)) for a in truth.articles for q in a.quotes]
    named = [(where, name) for where, name in speakers if name and name.isprintable() and name.strip() == name]
    if named:
        # The rarest: most articles must go.
        name = min((n for _, n in named), key=lambda one: len({w for w, n in named if n == one}))
        _choose(page, "speaker", name, {where for where, n in named if n == name}, faults)
    labels = [(a.id, e.label) for a in truth.articles for e in a.entities]
    if labels:
        label = min((one for _, one in labels), key=lambda one: len({w for w, n in labels if n == one}))
        _choose(page, "label", label, {where for where, one in labels if one == label}, faults)


def _choose(page: Page, kind: str, value: str, want: set[str], faults: Faults) -> None:
    select = page.locator(f"select[data-filter={kind}]")
    if select.count() != 1:
        return
    options = select.locator("option").evaluate_all("all => all.map(o => [o.value, o.textContent.trim()])")
    chosen = [v for v, shown in options if v == value or shown == value or shown.startswith(f"{value} (")]
    if not faults.hold(chosen, "filters", f"{kind} {value!r} is not among the options"):
        return
    select.select_option(chosen[0])
    page.wait_for_timeout(200)
    faults.same(set(page.evaluate(_VISIBLE)), want, "filters", f"articles seen for {kind} {value!r}")
    select.select_option(options[0][0])
    page.wait_for_timeout(200)


_FOCUSABLE = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  const meant = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}));
  meant.forEach((e, i) => e.setAttribute('data-focus-order', i));
  return meant.length;
}"""

_FOCUSED = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return [e.getAttribute('data-focus-order'), seen, e.outerHTML.slice(0, 120)];
}"""


def _keyboard(page: Page, faults: Faults) -> None:
    """Tab reaches every control, and where it is can be seen; a set of radio buttons counts as one."""
    total = page.evaluate(_FOCUSABLE)
    faults.hold(total, "keyboard", "nothing can be reached")
    reached: set[str] = set()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    # A page of hundreds of articles has thousands of places; the first ones tell.
    for _ in range(min(total, 400) + 2):
        page.keyboard.press("Tab")
        order, seen, what = page.evaluate(_FOCUSED)
        if order is None:
            continue
        if order in reached:
            break
        reached.add(order)
        faults.hold(seen, "keyboard", f"focus cannot be seen on {what}")
    faults.hold(
        len(reached) >= min(total, 400), "keyboard", f"{len(reached)} of {total} controls were reached"
    )


def _accessible(page: Page, name: str, faults: Faults) -> None:
    # All rules on the whole page of the worked example; a page of hundreds is judged by its beginning.
    page.evaluate(
        """() => { const all = [...document.querySelectorAll('article[data-article]')];
        all.slice(12).forEach(article => article.remove()); }"""
    )
    page.evaluate(axe_script())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    for violation in result["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        faults.add(f"axe, {name}", f"{violation['id']}: {violation['help']} ({len(violation['nodes'])}×): {nodes}")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    faults.hold(not wide, name, "the page scrolls sideways")
