"""How well the hand-written phrases are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from modiste.perceive.text import ancestors, extract

FILE = Path(__file__).with_name("gold.tsv")


@dataclass(frozen=True)
class Score:
    right: int
    wrong: list[tuple[str, str, str]]
    missed: list[tuple[str, str, str]]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


def phrases() -> list[tuple[str, list[tuple[str, str]]]]:
    out = []
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("# "):
            continue
        text, _, said = line.partition("\t")
        pairs = [part.strip().split("=") for part in said.split(";") if part.strip()]
        out.append((text, [(name, value) for name, value in pairs]))
    return out


def score(least: float = 0.0) -> Score:
    """A mention is right where its value or a broader one is expected."""
    gold = phrases()
    found = extract(pl.Series([text for text, _ in gold])).filter(pl.col("confidence") >= least)
    right, wrong, missed = 0, [], []
    for row, (text, wanted) in enumerate(gold):
        here = found.filter(pl.col("row") == row).select("name", "value").unique().rows()
        left = list(wanted)
        extra = []
        for name, value in here:
            chain = {(name, v) for v in (value, *ancestors(name, value))}
            hits = [w for w in wanted if w in chain]
            if not hits:
                extra.append((text, name, value))
            left = [w for w in left if w not in hits]
        right += len(wanted) - len(left)
        wrong += extra
        missed += [(text, *pair) for pair in left]
    return Score(right, wrong, missed)


if __name__ == "__main__":
    result = score()
    print(len(phrases()), f"precision {result.precision:.3f} recall {result.recall:.3f}")
    for kind, rows in (("wrong", result.wrong), ("missed", result.missed)):
        for row in rows:
            print(kind, *row, sep=" | ")
