from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from modiste.serve.demo import Demo
from modiste.serve.report import gather
from modiste.serve.report.build import projected, render
from modiste.serve.report.words import WORDS
from modiste.store.workspace import Workspace


@pytest.fixture(scope="module")
def html(demo: Demo) -> str:
    return demo.report.read_text(encoding="utf-8")


def test_the_report_asks_no_other_host(html: str) -> None:
    assert "default-src 'none'" in html
    outside = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:)([^"')\s>]+)""", html)
    assert outside == []
    assert "<script" not in html


def test_decisions_come_most_money_first(demo: Demo, html: str) -> None:
    found = gather.findings(Workspace.open(demo.root), demo.plan.run_id)
    stakes = found.suggestion["money_at_stake"].drop_nulls().to_list()
    assert stakes == sorted(stakes, reverse=True)
    shown = [html.index(f"· {variant} ·") for variant in found.suggestion["variant_id"][:5]]
    assert shown == sorted(shown)


def test_pictures_are_inside_the_file(html: str) -> None:
    assert html.count('<img src="data:image/svg+xml;base64,') > 10


def test_the_money_is_that_of_the_lake(demo: Demo, html: str) -> None:
    total = sum(demo.plan.figures["purchase suggestions"]["money at stake"].values())
    assert f"€{total // 100:,}" in html


def test_chinese(demo: Demo) -> None:
    found = gather.findings(Workspace.open(demo.root), demo.plan.run_id)
    text = render(found, "示例品牌", "zh")
    assert '<html lang="zh">' in text
    assert WORDS["zh"]["decisions"] in text
    assert WORDS["en"]["decisions"] not in text


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    for key, text in WORDS["en"].items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", WORDS["zh"][key])), key


def test_unserved_demand_is_lost_not_owed() -> None:
    stock = projected(5, np.array([4.0, 4.0, 4.0]), np.array([0.0, 0.0, 10.0]))
    assert stock == [5, 1, 0, 6]


def test_pictures_outside_the_media_folder_are_not_read(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret.svg").write_text("<svg/>", encoding="utf-8")
    (media / "ok.svg").write_text("<svg/>", encoding="utf-8")
    assert gather.data_address(media, "../secret.svg") is None
    assert gather.data_address(media, "absent.svg") is None
    assert gather.data_address(media, "ok.svg") == "data:image/svg+xml;base64,PHN2Zy8+"
