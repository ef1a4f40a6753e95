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
        _labels(truth, page, faults)
        _steps(truth, page, faults)
        _keyboard(page, faults)
        faults.same(page.title(), title, "page", "title at the end")
    with opened(path, faults, java_script_enabled=False) as page:
        shown = page.locator("main > article .text").count()
        faults.same(shown, len(truth.articles), "page without scripts", "texts")
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            name = f"{scheme}, {width} px"
            settings = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            with opened(path, faults, **settings) as page:
                _accessible(page, name, faults)


_READ = """() => [...document.querySelectorAll('main > article[data-id]')].map(article => {
  const text = article.querySelector('.text');
  const marks = [...text.querySelectorAll('mark')].map(mark => {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEndBefore(mark);
    const kind = ['e', 'q', 'c', 'w', 'd'].find(kind => mark.classList.contains(kind));
    const {id, start, end, label} = mark.dataset;
    return {kind, id, start: +start, end: +end, label, at: [...range.toString()].length, words: mark.textContent};
  });
  return {id: article.dataset.id, text: text.textContent, marks};
})"""


def _articles(truth: Truth, page: Page, faults: Faults) -> None:
    """Every text is there, and its marks are what was annotated: no more, no fewer, nowhere else."""
    found = page.evaluate(_READ)
    faults.same([shown["id"] for shown in found], [a.id for a in truth.articles], "page", "articles")
    for article, shown in zip(truth.articles, found):
        where = article.id
        # No page can hold a null character.
        text = article.text.replace("\0", "\ufffd")
        if not faults.same(shown["text"], text, where, "text"):
            continue
        covered: dict[tuple, set[int]] = {}
        for mark in shown["marks"]:
            at, words = mark["at"], mark["words"]
            faults.same(words, text[at : at + len(words)], where, "words of a mark")
            key = (mark["kind"], mark["id"], mark["label"], mark["start"], mark["end"])
            covered.setdefault(key, set()).update(range(at, at + len(words)))
        for (kind, name, _, start, end), characters in covered.items():
            whole = characters == set(range(start, end))
            faults.hold(whole, where, f"marks of {kind} {name} are not {start}-{end}: {sorted(characters)}")
        want = [("e", e.id, e.label, e.span.start, e.span.end) for e in article.entities]
        want += [("d", d.id, None, d.span.start, d.span.end) for d in article.dates]
        for quote in article.quotes:
            parts = [("q", span) for span in quote.content]
            parts += [("c", quote.cue), ("w", quote.speaker)]
            want += [(kind, quote.id, None, s.start, s.end) for kind, s in parts if s]
        faults.same_set(covered, want, where, "marks")


_VISIBLE = """() => [...document.querySelectorAll('main > article[data-id]')]
  .filter(article => article.checkVisibility()).map(article => article.dataset.id)"""


def _fold(text: str) -> str:
    """Case and accents do not count in a filter."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").lower()


def _filters(truth: Truth, page: Page, faults: Faults) -> None:
    """What is typed for a person or a speaker leaves the articles in which it is."""
    every = [a.id for a in truth.articles]
    faults.same(page.evaluate(_VISIBLE), every, "filters", "articles seen at first")
    speakers = [(a.id, a.speaker_name(q)) for a in truth.articles for q in a.quotes]
    parties = []
    for a in truth.articles:
        parties += [(a.id, cluster["name"]) for cluster in a.clusters.values()]
        parties += [(a.id, e.span.of(a.text)) for e in a.entities if e.cluster not in a.clusters]
    for control, named in (("speaker", speakers), ("party", parties)):
        # What can be typed: the rarest and the most frequent.
        named = [(where, name.replace("\0", "\ufffd")) for where, name in named if name]
        names = sorted(
            {name for _, name in named if name.isprintable() and _fold(name.strip())},
            key=lambda name: (sum(_fold(name.strip()) in _fold(n) for _, n in named), name),
        )
        for name in dict.fromkeys([*names[:1], *names[-1:]]):
            want = [i for i in every if any(w == i and _fold(name.strip()) in _fold(n) for w, n in named)]
            box = page.locator(f"#{control}")
            if not faults.hold(box.count() == 1, "filters", f"no #{control}"):
                return
            box.fill(name)
            page.wait_for_timeout(250)
            got = page.evaluate(_VISIBLE)
            faults.same(got, want, "filters", f"articles seen for {control} {name!r}")
            box.fill("")
            page.wait_for_timeout(250)
            faults.same(page.evaluate(_VISIBLE), every, "filters", "articles seen after it")


_PAINTED = """label => [...document.querySelectorAll('mark.e')]
  .filter(mark => mark.dataset.label === label)
  .map(mark => { const s = getComputedStyle(mark); return [s.backgroundColor, s.backgroundImage, s.borderBottomStyle,
    s.textDecorationLine, s.boxShadow].join(' ') })"""


def _labels(truth: Truth, page: Page, faults: Faults) -> None:
    """A label's box takes its highlights away and brings them back."""
    for label in sorted({e.label for a in truth.articles for e in a.entities}):
        before = page.evaluate(_PAINTED, label)
        box = page.locator("#legend li").filter(has=page.locator("input")).locator(f'xpath=self::*[@data-show="{label}" or .//*[@data-label="{label}"]]//input')
        if not faults.hold(box.count() == 1, "legend", f"{box.count()} boxes for {label!r}"):
            continue
        box.uncheck()
        off = page.evaluate(_PAINTED, label)
        faults.hold(len(set(off)) == 1 and not set(off) & set(before), "legend", f"{label!r} stays: {off[:2]}")
        box.check()
        faults.same(page.evaluate(_PAINTED, label), before, "legend", f"highlights of {label!r} again")


def _steps(truth: Truth, page: Page, faults: Faults) -> None:
    """The key n goes from annotation to annotation of the first articles, and each has the focus."""
    total = sum(len(a.entities) + len(a.dates) + len(a.quotes) for a in truth.articles[:20])
    page.evaluate("window.scrollTo(0, 0)")
    visited = set()
    for _ in range(min(total, 40)):
        page.keyboard.press("n")
        visited.add(page.evaluate("document.activeElement.closest('mark')?.id ?? ''"))
    faults.same(len(visited - {""}), min(total, 40), "keyboard", "annotations that n goes to")
    page.keyboard.press("Escape")


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
    """Tab reaches every control, and where it is can be seen."""
    total = page.evaluate(_FOCUSABLE)
    faults.hold(total, "keyboard", "nothing can be reached")
    reached: set[str] = set()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    # A page of hundreds of articles has thousands of places; the first ones tell.
    wanted = min(total, 300)
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        order, seen, what = page.evaluate(_FOCUSED)
        if order is None:
            continue
        if order in reached:
            break
        reached.add(order)
        faults.hold(seen, "keyboard", f"focus cannot be seen on {what}")
    faults.hold(len(reached) >= wanted, "keyboard", f"{len(reached)} of {total} controls were reached")


def _accessible(page: Page, name: str, faults: Faults) -> None:
    # All rules on the whole page of the worked example; a page of hundreds is judged by its beginning.
    page.evaluate(
        """() => { const all = [...document.querySelectorAll('main > article[data-id]')];
        all.slice(12).forEach(article => article.remove()); }"""
    )
    page.evaluate(axe_script())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    for violation in result["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        faults.add(f"axe, {name}", f"{violation['id']}: {violation['help']} ({len(violation['nodes'])}×): {nodes}")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    faults.hold(not wide, name, "the page scrolls sideways")
