"""Write the trend report."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, StrictUndefined

from modiste import __version__
from modiste.model.findings import STAGES, quantile_name
from modiste.model.money import Money, format_money
from modiste.present.charts import share_chart
from modiste.present.sheets import sheet
from modiste.present.stages import Bubble, stage_map
from modiste.store.files import replace_text
from modiste.store.workspace import Workspace
from modiste.trends.labels import hex_of, label_of, lead_of, name_label
from modiste.trends.report import gather
from modiste.trends.report.gather import Findings
from modiste.trends.report.words import WORDS
from modiste.trends.show import posts_shown, products_shown

SHOWN = 12
"""Trends that each part of the board shows; the table trend_reading holds them all."""
PICTURES = 4
POSTS = 3
"""Posts and styles that a card names; 'modiste trends show' has more."""
YEARS_BACK = 104
_BANDS = (
    (quantile_name(0.1), quantile_name(0.9)),
    (quantile_name(0.25), quantile_name(0.75)),
)
_BOARD = (("up", ("emerging", "rising")), ("top", ("peak",)), ("down", ("falling", "fad")))


def write_report(workspace: Workspace, run_id: str | None = None) -> Path:
    """Write the report of a run into the workspace's ``reports`` folder.

    Args:
        workspace: where the findings lie.
        run_id: the run; the newest that found trends by default.

    Raises:
        UnknownNameError: there is no such run.
        NotEnoughDataError: the run found no trends.
    """
    found = gather.findings(workspace, run_id)
    brand = workspace.settings.brand
    path = workspace.folder("reports") / f"{found.run.run_id}-trends.html"
    replace_text(path, render(found, brand.name, brand.language))
    return path


def render(found: Findings, brand: str, language: str) -> str:
    """The report as HTML text."""
    words = _heard_in(found.segment, language)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = _resource("trends.html.j2")
    return environment.from_string(source).render(
        w=words,
        language=language,
        style=sheet(_resource("trends.css")),
        brand=brand,
        as_of=found.as_of,
        run=found.run.run_id,
        tiles=_tiles(found, words),
        board=_board(found, words, language),
        map=_map(found, words, language),
        gaps=_suggested(found, "range"),
        risks=_suggested(found, "reduce"),
        stages=[(stage, words[stage], words[f"{stage}_is"]) for stage in STAGES],
        limits=words["limits"].split("|"),
        version=__version__,
        posts=f"{found.figures.get('posts', 0):,}",
    )


def _heard_in(segment: str, language: str) -> dict[str, str]:
    """The words, with what the shares are shares of."""
    words = WORDS[language]
    of = words[f"of_{segment}" if f"of_{segment}" in words else "of_mainstream"]
    return {name: text.replace("{of}", of) for name, text in words.items()}


def _resource(name: str) -> str:
    return files("modiste.trends.report").joinpath(name).read_text(encoding="utf-8")


def _tiles(found: Findings, words: dict[str, str]) -> list[tuple[str, str]]:
    def count(stages: tuple[str, ...]) -> str:
        return f"{found.readings['stage'].is_in(stages).sum():,}"

    judged = found.figures.get("calibration", {})
    called = judged.get("called", 0)
    trust, held = words["unknown"], words["trust"]
    if called:
        trust = f"{judged['held']} / {called}"
        held += words["between"].format(low=_whole(judged["low"]), high=_whole(judged["high"]))
    peaks = found.figures.get("peaks", {})
    weeks = peaks.get("median weeks")
    lead = found.figures.get("influencer lead")
    return [
        *((words[part], count(stages)) for part, stages in _BOARD),
        (words["read"], f"{found.readings.height:,}"),
        (held, trust),
        (words["lead"], _weeks(lead, words)),
        (words["peak_error"], _weeks(weeks, words)),
    ]


def _whole(part: float) -> str:
    return f"{100 * part:.0f}"


def _weeks(count: float | None, words: dict[str, str]) -> str:
    if count is None:
        return words["unknown"]
    return words["week" if count == 1 else "weeks"].format(n=f"{count:g}")


def _board(found: Findings, words: dict[str, str], language: str) -> list[dict[str, Any]]:
    parts = []
    chosen = {part: _first(found.readings, stages) for part, stages in _BOARD}
    wanted = pl.concat(list(chosen.values())).select("name", "value")
    shown = gather.pictures(found, wanted, PICTURES)
    posted = gather.post_pictures(found, wanted, PICTURES)
    driven = found.drivers.join(wanted, on=["name", "value"], how="semi")
    posts = _by_key(posts_shown(found.snapshot, driven))
    styles = _by_key(products_shown(found.snapshot, driven))
    for part, rows in chosen.items():
        cards = [_card(found, row, words, language) for row in rows.iter_rows(named=True)]
        for card in cards:
            key = card["key"]
            card["pictures"] = shown.get(key, [])
            card["posted"] = posted.get(key, [])
            card["posts"] = [_post(post) for post in posts.get(key, [])[:POSTS]]
            card["styles"] = [row for row in styles.get(key, []) if row["weight"] > 0][:POSTS]
        strip = [card["hex"] for card in cards if card["hex"]]
        parts.append({"title": words[part], "note": words[f"{part}_note"], "cards": cards,
                      "strip": strip})  # fmt: skip
    return parts


def _signed(part: float) -> str:
    """A change in percent with its sign, nothing having none."""
    whole = round(100 * part)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)} %"


def _by_key(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        out.setdefault(f"{row['name']}={row['value']}", []).append(row)
    return out


def _post(post: dict[str, Any]) -> dict[str, Any]:
    """A post as the report shows it; only an address of the web becomes a link."""
    url = post["url"] or ""
    return {
        **post,
        "day": post["at"].date().isoformat(),
        "url": url if url.startswith(("https://", "http://")) else None,
    }


def _first(readings: pl.DataFrame, stages: tuple[str, ...]) -> pl.DataFrame:
    """Readings of stages: single attributes before combinations, the surest first."""
    mine = readings.filter(pl.col("stage").is_in(stages))
    pair = pl.col("name") == "combination"
    return mine.sort(
        pair, "confidence", pl.col("change").abs(), "series_id",
        descending=[False, True, True, False],
    ).head(SHOWN)  # fmt: skip


def _card(
    found: Findings, row: dict[str, Any], words: dict[str, str], language: str
) -> dict[str, Any]:
    history = found.series.filter(pl.col("series_id") == row["series_id"]).tail(YEARS_BACK)
    ahead = found.forecast.filter(pl.col("series_id") == row["series_id"])
    bands = [(ahead[low].to_list(), ahead[high].to_list()) for low, high in _BANDS]
    label = label_of(row["name"], row["value"], language)
    return {
        **row,
        "key": f"{row['name']}={row['value']}",
        "label": label,
        "kind": name_label(row["name"], language),
        "stage_name": words[row["stage"]],
        "lead": words["ahead"].format(weeks=_weeks(lead, words))
        if (lead := lead_of(row))
        else None,
        "leading_source": words.get(f"in_{row['leading_source']}", row["leading_source"]),
        **{name: _signed(row[name]) for name in ("change", "change_low", "change_high")},
        "hex": hex_of(row["value"]) if row["name"] == "colour" else None,
        "chart": share_chart(
            history["share"].to_list(),
            ahead["mean"].to_list(),
            bands,
            history["week"][0],
            label=f"{label}: {words['curve']}",
            width=520,
            height=170,
        ),
    }


def _map(found: Findings, words: dict[str, str], language: str) -> str:
    rows = found.readings.filter(pl.col("name") != "combination")
    bubbles = [
        Bubble(
            row["change"], row["level"], row["stage"], label_of(row["name"], row["value"], language)
        )
        for row in rows.iter_rows(named=True)
    ]
    return stage_map(bubbles, label=words["map"])


def _suggested(found: Findings, kind: str) -> list[dict[str, Any]]:
    rows = found.suggestions.filter(pl.col("kind") == kind).head(SHOWN)
    return [
        {**row, "money": format_money(Money(row["money_at_stake"], row["currency"]))}
        for row in rows.iter_rows(named=True)
    ]
