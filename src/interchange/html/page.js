'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  /** Case and accents do not count in a search. */
  const fold = (text) => text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // What is there: read once, from the lists below each article.
  const entries = document.querySelectorAll('#contents li');
  const parties = new Map();
  const speakers = new Map();
  const shown = new Map();
  const count = (map, key, by) => map.set(key, (map.get(key) || 0) + by);
  const party = (map, key, name) => {
    let known = map.get(key);
    if (!known) map.set(key, known = { name, folded: fold(name), total: 0, mentions: 0, quotes: 0, places: [] });
    return known;
  };
  const perPoint = innerWidth < 600 ? .9 : .55;
  const articles = Array.from(document.querySelectorAll('main > article'), (node, at) => {
    const article = { node, at, entry: entries[at], title: node.querySelector('h2').textContent, text: null, on: [], round: 0 };
    for (const row of node.querySelectorAll('.named tbody tr')) {
      const { label, key, mentions, quotes } = row.dataset;
      const name = row.querySelector('[data-field=name]').textContent;
      const known = party(parties, key || label + '\n' + name, name);
      known.total += +mentions + +quotes;
      known.mentions += +mentions;
      known.quotes += +quotes;
      known.label = label;
      known.places.push({ at, row, times: +mentions, selector: `mark[data-p="${row.id.slice(row.id.lastIndexOf('p') + 1)}"]` });
      count(shown, label, +mentions);
    }
    for (const quote of node.querySelectorAll('.said > ol > li')) {
      const name = quote.querySelector('cite');
      if (name) {
        const known = party(speakers, name.textContent, name.textContent);
        known.total += 1;
        known.places.push({ at, times: 1, selector: `mark[data-n="${quote.value}"]` });
      }
      count(shown, '*quotes', 1);
    }
    node.style.containIntrinsicBlockSize = `auto ${Math.round(350 + node.dataset.length * perPoint)}px`;
    return article;
  });
  const byTotal = (map) => [...map.values()].sort((a, b) => b.total - a.total);
  const offer = (list, map) => list.append(...byTotal(map).slice(0, 300).map(({ name }) => element('option', { value: name })));
  offer($('parties'), parties);
  offer($('speakers'), speakers);

  // Filters.
  const state = { filtered: false, round: 0, marked: new Map() };
  const plural = (number, one, many) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
  /** Which articles hold a name, how often, and the marks of it. */
  const take = (map, query, marked) => {
    const wanted = fold(query.trim());
    if (!wanted) return null;
    const found = new Map();
    for (const known of map.values()) {
      if (!known.folded.includes(wanted)) continue;
      for (const { at, times, selector } of known.places) {
        count(found, at, times);
        const selectors = marked.get(at);
        if (selectors) selectors.push(selector);
        else marked.set(at, [selector]);
      }
    }
    return found;
  };
  const textOf = (article) => article.text ??= fold(article.title + '\n' + (article.node.querySelector('.text, .words')?.textContent || ''));
  /** Points to what a filter found in an article; only in those that are near, there may be thousands. */
  const point = (article) => {
    if (article.round === state.round) return;
    article.round = state.round;
    for (const mark of article.on) mark.classList.remove('on');
    const selectors = state.marked.get(article.at);
    article.on = selectors ? [...article.node.querySelectorAll(selectors.join(','))] : [];
    for (const mark of article.on) mark.classList.add('on');
  };
  const near = new Set();
  const watch = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const article = articles[target.id.slice(1) - 1];
      near[isIntersecting ? 'add' : 'delete'](article);
      if (isIntersecting) point(article);
    }
  }, { rootMargin: '100%' });
  for (const { node } of articles) watch.observe(node);
  function filter() {
    const marked = new Map();
    let mentions = 0;
    let quotes = 0;
    const named = take(parties, $('party').value, marked);
    const said = take(speakers, $('speaker').value, marked);
    const words = fold($('words').value.trim());
    state.marked = marked;
    state.round += 1;
    let left = 0;
    for (const article of articles) {
      const { node, at, entry } = article;
      const hide = (named && !named.has(at)) || (said && !said.has(at)) || (words !== '' && !textOf(article).includes(words));
      if (node.hidden !== !!hide) node.hidden = !!hide;
      if (entry && entry.hidden !== !!hide) entry.hidden = !!hide;
      if (hide) continue;
      left += 1;
      mentions += named?.get(at) || 0;
      quotes += said?.get(at) || 0;
    }
    near.forEach(point);
    state.filtered = !!(named || said);
    const parts = [left === articles.length ? plural(left, 'article', 'articles') : `${left.toLocaleString('en')} of ${plural(articles.length, 'article', 'articles')}`];
    if (named) parts.push(plural(mentions, 'mention', 'mentions'));
    if (said) parts.push(plural(quotes, 'quote', 'quotes'));
    $('count').textContent = parts.join(' · ');
  }
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  };
  for (const id of ['party', 'speaker', 'words']) $(id).addEventListener('input', soon);
  const clear = () => {
    for (const id of ['party', 'speaker', 'words']) $(id).value = '';
    filter();
  };
  $('clear').addEventListener('click', clear);

  // Who and what is named in all articles: made once it is opened, and so many rows at a time.
  const everyone = element('details');
  const who = element('section', { id: 'who' }, everyone);
  who.setAttribute('aria-labelledby', 'who-title');
  // People first, then in the order of the legend.
  const order = Array.from($('legend').children, (item) => item.dataset.show);
  const place = ({ label }) => (order.indexOf(label === 'PER' ? 'PERSON' : label) + order.length + 1) % (order.length + 1);
  const ranked = byTotal(parties).sort((a, b) => place(a) - place(b));
  const rows = element('tbody');
  const further = element('button', { type: 'button' });
  const columns = ['Name', 'Label', 'Articles', 'Mentions', 'Quotes', 'First mentions'];
  const rowOf = ({ name, label, mentions, quotes, places }) => {
    const pick = element('button', { type: 'button', textContent: name, dir: 'auto' });
    pick.addEventListener('click', () => {
      $('party').value = name;
      filter();
      told.textContent = $('count').textContent;
    });
    const links = element('td');
    for (const { at, row, times } of places.filter(({ times }) => times).slice(0, 3)) {
      const to = row.querySelector('td a');
      const article = element('span', { className: 'vh', textContent: `${links.childElementCount ? '' : 'First'} in ${articles[at].title}` });
      if (times && to) links.append(element('a', { href: to.hash }, String(at + 1), article), ' ');
    }
    const numbers = [new Set(places.map(({ at }) => at)).size, mentions, quotes];
    const kind = element('span', { className: 'label', textContent: label });
    return element('tr', {}, element('th', { scope: 'row' }, pick), element('td', {}, kind),
      ...numbers.map((number) => element('td', { textContent: number.toLocaleString('en') })), links);
  };
  const list = () => {
    const from = rows.childElementCount;
    rows.append(...ranked.slice(from, from + 100).map(rowOf));
    const left = ranked.length - rows.childElementCount;
    further.hidden = !left;
    further.textContent = `Show ${Math.min(left, 100)} more of ${left.toLocaleString('en')}`;
    rows.children[from]?.querySelector('button')?.focus({ preventScroll: from === 0 });
  };
  if (ranked.length) {
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col', textContent: name })))), rows);
    table.setAttribute('aria-labelledby', 'who-title');
    everyone.append(element('summary', {}, element('h2', { id: 'who-title', textContent: 'Named in all articles' }), ' ',
      element('span', { textContent: ranked.length.toLocaleString('en') })), table, further);
    further.addEventListener('click', list);
    everyone.addEventListener('toggle', () => { if (!rows.childElementCount) list(); });
    $('articles').before(who);
  }

  // The legend shows and hides highlights of a kind.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  const hidden = new Set();
  const marksOf = (kind) => ({ '*quotes': ['.q', '.w', '.c'], '*dates': ['.d'] }[kind] || [`.e[data-label="${CSS.escape(kind)}"]`]).map((s) => 'mark' + s);
  function show() {
    while (sheet.cssRules.length) sheet.deleteRule(0);
    for (const kind of hidden) {
      for (const marks of marksOf(kind)) {
        sheet.insertRule(`${marks}:not(.now) { all: unset }`);
        sheet.insertRule(`${marks}::after, ${marks}::before { content: none !important }`);
      }
    }
  }
  const legend = $('legend');
  const listed = new Map(Array.from(legend.children, (item) => [item.dataset.show, item]));
  for (const [label, number] of shown) {
    if (listed.has(label) || !number) continue;
    const sample = document.querySelector(`mark.e[data-label="${CSS.escape(label)}"]`);
    if (!sample) continue;
    const name = element('span', { className: sample.className, textContent: label });
    name.classList.remove('a', 'z', 'on');
    name.dataset.label = label;
    const item = element('li', {}, name);
    listed.set(label, item);
    legend.append(item);
  }
  for (const [kind, item] of listed) {
    if (kind !== '*dates' && !shown.get(kind)) {
      item.hidden = true;
      continue;
    }
    const box = element('input', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => {
      hidden[box.checked ? 'delete' : 'add'](kind);
      show();
    });
    const number = shown.get(kind);
    const label = element('label', {}, box, element('span', {}, ...item.childNodes));
    if (number) label.append(element('small', { textContent: number.toLocaleString('en') }));
    item.replaceChildren(label);
  }

  // One annotation at a time, with all that is known about it.
  const details = element('aside', { id: 'details', tabIndex: -1, hidden: true });
  details.setAttribute('aria-label', 'Annotation');
  const card = element('div', { id: 'card' });
  details.append(card);
  const told = element('p', { className: 'vh' });
  told.setAttribute('role', 'status');
  document.querySelector('main').after(details, told);
  let current = null;
  const articleOf = (mark) => mark.closest('article');
  const parts = (mark) => articleOf(mark).querySelectorAll(`mark[data-id="${CSS.escape(mark.dataset.id)}"]`);
  const isShown = (mark) => ![...hidden].some((kind) => mark.matches(marksOf(kind).join(',')));
  const wordsOf = (mark) => {
    const { id, start } = mark.dataset;
    const pieces = articleOf(mark).querySelectorAll(`mark[data-id="${CSS.escape(id)}"][data-start="${start}"]`);
    return Array.from(pieces, (piece) => piece.textContent).join('');
  };
  function describe(mark) {
    const article = articleOf(mark);
    const { id, n, p, label, value, start, end } = mark.dataset;
    const first = article.querySelector(`mark[data-id="${CSS.escape(id)}"]`);
    const facts = [];
    const tell = (name, fact) => { if (fact) facts.push([name, fact]); };
    let kind;
    let source = first;
    let words = wordsOf(mark);
    let more = $(first.id + 'n');
    if (n) {
      const quote = source = more = $(`${article.id}q${n - 1}`);
      kind = mark.classList.contains('c') ? `Says quote ${n}` : mark.classList.contains('w') ? `Speaker of quote ${n}` : `Quote ${n}`;
      if (mark.classList.contains('q')) words = quote.querySelector('blockquote').textContent;
      tell('Said by', quote.querySelector('cite')?.textContent || 'no speaker');
      tell('Kind', quote.dataset.kind + ('negated' in quote.dataset ? ', negated' : ''));
    } else if (mark.classList.contains('d')) {
      kind = 'Time';
      tell('Date', value);
    } else {
      kind = label;
      const row = p && $(`${article.id}p${p}`);
      if (row) {
        tell('Names', row.querySelector('[data-field=name]').textContent);
        tell('Here', plural(+row.dataset.mentions, 'mention', 'mentions') + (+row.dataset.quotes ? ', ' + plural(+row.dataset.quotes, 'quote', 'quotes') : ''));
      }
      const remark = row && row.querySelector('.remark');
      if (remark) tell('About', remark.cloneNode(true));
    }
    tell('Verdict', source.dataset.verdict);
    tell('Confidence', source.dataset.score);
    tell('Found by', source.dataset.origin ?? article.dataset.origin);
    const updated = source.dataset.updated ?? article.dataset.updated;
    if (updated) tell('Changed', element('time', { dateTime: updated, textContent: updated.slice(0, 16).replace('T', ' ') }));
    tell('Article', article.dataset.status.replace('_', ' '));
    tell('Code points', `${start}–${end}`);
    const list = element('dl', {}, ...facts.map(([name, fact]) => element('div', {}, element('dt', { textContent: name }), element('dd', {}, fact))));
    const section = element('section', {}, element('h3', { dir: 'auto', textContent: words }), element('p', { className: 'label', textContent: kind }), list);
    section.children[1].classList.add(...[...mark.classList].filter((c) => /^s\d$/.test(c)));
    const remark = more && more.querySelector('.remark');
    if (remark) section.append(remark.cloneNode(true));
    return { section, spoken: [kind, ...facts.filter(([name]) => name !== 'Code points').map(([name, fact]) => `${name} ${fact.textContent ?? fact}`)].join(', ') };
  }
  /** Articles get their height when they are first shown: what is scrolled to moves a few times. */
  function settle(node, times = 3) {
    node.scrollIntoView({ block: 'start' });
    if (times) requestAnimationFrame(() => settle(node, times - 1));
  }
  function leave() {
    if (!current) return;
    for (const part of parts(current)) part.classList.remove('now');
    current.removeAttribute('tabindex');
    current = null;
  }
  function go(mark) {
    leave();
    current = mark;
    for (const part of parts(mark)) part.classList.add('now');
    const all = [];
    for (let over = mark; over?.matches('mark'); over = over.parentElement) all.push(describe(over));
    const close = element('button', { type: 'button', textContent: 'Close' });
    close.addEventListener('click', shut);
    card.replaceChildren(...all.map(({ section }) => section), element('p', { className: 'keys' }, close));
    details.hidden = false;
    told.textContent = all[0].spoken + (all.length > 1 ? `; inside ${plural(all.length - 1, 'other', 'others')}` : '');
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
    settle(mark);
  }
  function shut() {
    const mark = current;
    leave();
    details.hidden = true;
    if (mark) {
      mark.tabIndex = -1;
      mark.focus({ preventScroll: true });
    }
  }
  /** The annotations of an article that a step may lead to, each once. */
  const stops = (article) => {
    point(article);
    const marks = article.node.querySelectorAll(state.filtered ? 'mark.on[id]' : 'mark[id]');
    return Array.from(marks).filter(isShown);
  };
  function step(by) {
    if (!articles.length) return;
    let at = 0;
    let stop = -1;
    if (current) {
      at = articles.findIndex(({ node }) => node === articleOf(current));
      const first = articleOf(current).querySelector(`mark[data-id="${CSS.escape(current.dataset.id)}"][id]`);
      const here = stops(articles[at]);
      stop = here.indexOf(first);
      const next = stop < 0 ? undefined : here[stop + by];
      if (next) return go(next);
      at += by;
    } else {
      const top = articles.findIndex(({ node }) => !node.hidden && node.getBoundingClientRect().bottom > 80);
      at = Math.max(top, 0);
    }
    for (; at >= 0 && at < articles.length; at += by) {
      if (articles[at].node.hidden) continue;
      const here = stops(articles[at]);
      if (here.length) return go(by > 0 ? here[0] : here[here.length - 1]);
    }
    told.textContent = by > 0 ? 'No further annotation' : 'No annotation before';
  }
  function turn(by) {
    const from = current ? articleOf(current) : articles.find(({ node }) => !node.hidden && node.getBoundingClientRect().bottom > 80)?.node;
    let at = articles.findIndex(({ node }) => node === from) + by;
    while (articles[at]?.node.hidden) at += by;
    if (!articles[at]) return;
    leave();
    const heading = articles[at].node.querySelector('h2');
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    settle(articles[at].node);
  }
  $('next').addEventListener('click', () => step(1));
  $('previous').addEventListener('click', () => step(-1));
  document.querySelector('main').addEventListener('click', (event) => {
    const mark = event.target.closest('mark');
    if (mark && getSelection().isCollapsed) go(mark);
  });

  // Keys of one letter can be turned off: they get in the way of those who talk to their computer.
  const letters = element('input', { type: 'checkbox', checked: true });
  const keys = { n: () => step(1), p: () => step(-1), ']': () => turn(1), '[': () => turn(-1), '/': () => $('words').focus() };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Escape' && !details.hidden) return shut();
    if (event.target.closest('input:not([type=checkbox]), select, textarea')) return;
    if (event.key === 'Enter' && current && event.target === current) {
      event.preventDefault();
      details.focus();
      return;
    }
    if (letters.checked && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  const key = (name) => element('kbd', { textContent: name });
  $('filters').append(element('details', { className: 'help' },
    element('summary', { textContent: 'Keys' }),
    element('p', {}, key('n'), ' ', key('p'), ' next and previous annotation, ', key('Enter'), ' its details, ', key('Esc'), ' back; ', key(']'), ' ', key('['), ' next and previous article; ', key('/'), ' search'),
    element('label', {}, letters, ' Keys of one letter')));

  // Colours: as the system has them, unless somebody chose.
  const theme = $('theme').querySelector('select');
  const paint = (name) => {
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
  };
  const remembered = (name) => {
    try {
      if (name === undefined) return localStorage.getItem('dateline-theme') || '';
      localStorage.setItem('dateline-theme', name);
    } catch { /* A page without storage forgets. */ }
    return '';
  };
  theme.value = remembered();
  paint(theme.value);
  theme.addEventListener('change', () => {
    paint(theme.value);
    remembered(theme.value);
  });

  // A link to a mark opens it; one to a list opens the list.
  function follow() {
    const target = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const article = target.closest('article');
    if (article?.hidden) clear();
    for (let over = target.closest('details'); over; over = over.parentElement.closest('details')) over.open = true;
    if (target.matches('mark')) go(target);
    else settle(target);
  }
  addEventListener('hashchange', follow);
  document.addEventListener('click', (event) => {
    if (event.target.closest('a[href^="#"]')) setTimeout(follow);
  });

  $('tools').append($('contents'));
  const wide = matchMedia('(min-width: 60rem)');
  const unfold = () => { $('tools').open = wide.matches; };
  wide.addEventListener('change', unfold);
  unfold();
  for (const id of ['filters', 'steps', 'theme']) $(id).hidden = false;
  filter();
  follow();
})();
