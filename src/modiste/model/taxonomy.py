"""What a product is: the taxonomy, and finding a text's place in it.

The tree itself is `modiste.model.taxonomy_tree`, re-exported here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from modiste.model.taxonomy_tree import Node, ancestors, children, node, taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

__all__ = [
    "Match",
    "Node",
    "ancestors",
    "children",
    "classify",
    "classify_frame",
    "node",
    "taxonomy",
]

Words = tuple[str, ...]

_HAN = "\u3400-\u9fff"
# What follows these says what the thing has, is for or is made of, not what it is.
_TAIL = re.compile(
    r"\s(?:with|w/|for|from|by|at|that|which|made|featuring|without|plus)\s"
    r"|(?<!\bslip)\son\s|\sin\s(?!one\b)"
    r"|(?<=[" + _HAN + r"])[配附赠]"
)
_BREAK = re.compile(r"\s[-–—]\s|[,;()\[\]，；（）]")
_LEADS = re.compile(
    r"^(?:an?\s)?(?:set|pack|pair|\d+[\s-]?(?:pack|pairs?|pcs|pieces?))\s+of\s+(?:\d+\s+)?"
)
_PATH = re.compile(r"\s*(?:>|›|»|/(?=\s)|\\|::|\|)\s*")
_IRREGULAR: Final = {
    "scarves": "scarf", "men": "man", "women": "woman", "feet": "foot", "calves": "calf",
    "shorts": "shorts", "dress": "dress", "canvas": "canvas", "crocs": "croc",
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """Where a text belongs.

    Attributes:
        node: the node of the taxonomy.
        confidence: 1 for a text that is a name of the node; 0.95 for the last step of a category
            path; 0.7 to 0.9 for a name inside a longer text, more the more of it the name covers;
            0.5 and less where only a weak name, an outer step of a path or a hint spoke.
        matched_text: the words that decided, lower case and singular.
    """

    node: Node
    confidence: float
    matched_text: str


def classify(text: str, *, hints: Sequence[str] = ()) -> Match | None:
    """Find what a product is from its title, type or category path, in English or Chinese.

    The longest name wins, and among names side by side the last, which is the head of an English
    or Chinese noun phrase: ``shirt dress`` is a dress, ``dress shirt`` a shirt, 衬衫连衣裙 a dress.
    What follows *with*, *for*, *in* and the like only counts if nothing before it does.
    Of a path (``Apparel > Clothing > Dresses``) the last step that is known counts.

    Args:
        text: a title, product type or path.
        hints: further texts of the same product (department, group, tags), best first. They
            choose between meanings of one word (``tights`` in sportswear or hosiery) and answer,
            with low confidence, where the text itself says nothing.

    Returns:
        The match, or None where neither the text nor the hints name anything.
    """
    return _classify(text, tuple(hints))


def classify_frame(texts: Iterable[str | None]) -> pl.DataFrame:
    """What every different text is, to join to a column of types or titles.

    Columns: text, key, level, category, group (String), confidence (Float64); all but ``text`` are
    null where nothing is known.
    """
    import polars as pl

    names = ("text", "key", "level", "category", "group")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names, pl.String)
    rows: list[tuple[object, ...]] = []
    for text in sorted({text for text in texts if text is not None}):
        match = classify(text)
        if match is None:
            rows.append((text, None, None, None, None, None))
            continue
        path = match.node.path
        category = path[1] if len(path) > 1 else None
        rows.append((text, path[-1], match.node.level, category, path[0], match.confidence))
    return pl.DataFrame(rows, schema=schema | {"confidence": pl.Float64}, orient="row")


@lru_cache(maxsize=50_000)
def _classify(text: str, hints: tuple[str, ...]) -> Match | None:
    places = [found.node for hint in hints if (found := _classify(hint, ())) is not None]
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    whole = _exact(plain, places, 1.0)
    if whole is not None:
        return whole
    steps = [step for step in _PATH.split(plain) if step]
    for depth, step in enumerate(reversed(steps)):
        found = _step(step, places or [n for s in steps[:-1] if (n := _named(s)) is not None])
        if found is not None:
            sure = found.confidence * (0.95 if len(steps) > 1 else 1.0) * 0.6**depth
            return Match(found.node, round(sure, 3), found.matched_text)
    return Match(places[0], 0.3, "") if places else None


def _named(step: str) -> Node | None:
    found = _exact(step, [], 1.0)
    return found.node if found else None


def _step(step: str, places: list[Node]) -> Match | None:
    """One step of a path, or a whole title: exact, then its head, then all of it."""
    exact = _exact(step, places, 1.0)
    if exact is not None:
        return exact
    head, *tails = _TAIL.split(f" {_LEADS.sub('', step)} ")
    for certainty, text in [(1.0, head), *((0.9, tail) for tail in tails if tail)]:
        pieces = _BREAK.split(text)
        for weak in (False, True):
            for piece in pieces:
                found = _phrase(piece, places, weak=weak)
                if found is not None:
                    sure = round(found.confidence * certainty, 3)
                    return Match(found.node, sure, found.matched_text)
    return None


def _exact(text: str, places: list[Node], confidence: float) -> Match | None:
    words = _units(text)
    strong, weak = _index()
    for index, sure in ((strong, confidence), (weak, confidence * 0.5)):
        if words in index:
            return Match(_chosen(index[words], places), sure, _shown(words))
    return None


def _phrase(text: str, places: list[Node], *, weak: bool) -> Match | None:
    """The last of the longest names in a noun phrase."""
    units = _units(text)
    index = _index()[1 if weak else 0]
    last: tuple[int, Words] | None = None
    at = 0
    while at < len(units):
        size = next(
            (
                n
                for n in range(min(_longest(), len(units) - at), 0, -1)
                if units[at : at + n] in index
            ),
            0,
        )
        if size:
            last = (at, units[at : at + size])
        at += size or 1
    if last is None:
        return None
    # A longer name may start inside an earlier, shorter one: "polo neck" + "neck scarf".
    words = _widest(units, last, index)
    share = len(words) / len(units)
    sure = 0.5 if weak else 0.7 + 0.2 * share
    return Match(_chosen(index[words], places), round(sure, 3), _shown(words))


def _widest(units: Words, last: tuple[int, Words], index: dict[Words, list[Node]]) -> Words:
    start, words = last
    end = start + len(words)
    for begin in range(max(0, end - _longest()), start):
        if units[begin:end] in index:
            return units[begin:end]
    return words


def _chosen(nodes: list[Node], places: list[Node]) -> Node:
    """Of several meanings the one nearest to the hints; the first in the table by default."""
    for place in places:
        for shared in range(len(place.path), 0, -1):
            near = [found for found in nodes if found.path[:shared] == place.path[:shared]]
            if near:
                return near[0]
    return nodes[0]


def _shown(words: Words) -> str:
    joint = "" if any(re.match(f"[{_HAN}]", word) for word in words) else " "
    return joint.join(words)


@lru_cache(maxsize=50_000)
def _units(text: str) -> Words:
    """Singular English words and single Chinese characters, in order."""
    tidy = unicodedata.normalize("NFKC", text).casefold().replace("&", " ").replace("’", "'")
    tidy = re.sub(r"'s\b|s'\B", "", tidy)
    return tuple(
        unit if len(unit) == 1 else _singular(unit)
        for unit in re.findall(rf"[{_HAN}]|[^\W\d_{_HAN}]+|\d+", tidy)
        if unit != "and"
    )


@cache
def _singular(word: str) -> str:
    """A crude singular; names and texts pass through it alike, so it need not be a real word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, instead in (
        ("ies", "y"),
        ("ie", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


Index = dict[Words, list[Node]]


@cache
def _index() -> tuple[Index, Index]:
    """Names and synonyms → nodes, in the order of the table: the strong ones, and the weak."""
    strong: Index = {}
    weak: Index = {}
    # Names before synonyms: "tights" are hosiery unless a hint says sportswear.
    for found in taxonomy().values():
        for name in (found.en, found.zh, found.key.replace("-", " ")):
            if found.level == "type" or name != found.key.replace("-", " "):
                _add(strong, _units(name), found)
    for found in taxonomy().values():
        for word in found.synonyms:
            _add(strong, _units(word), found)
        for word in found.weak:
            _add(weak, _units(word), found)
    return strong, weak


def _add(index: Index, words: Words, found: Node) -> None:
    nodes = index.setdefault(words, [])
    if words and found not in nodes:
        nodes.append(found)


@cache
def _longest() -> int:
    return max(len(words) for index in _index() for words in index)
