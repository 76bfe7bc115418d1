from __future__ import annotations

import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import WorkspaceError
from modiste.store.pseudonym import Pseudonymiser, create_key, normalise, read_key

ONE = Pseudonymiser(b"k" * 32)
OTHER = Pseudonymiser(b"l" * 32)
IDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(IDS)
def test_shape_and_determinism(identifier: str) -> None:
    made = ONE.one(identifier)
    if normalise(identifier):
        assert made is not None
        assert re.fullmatch("c_[0-9a-f]{32}", made)
        assert made == ONE.one(identifier)
        assert made != OTHER.one(identifier)
    else:
        assert made is None


@given(st.lists(st.none() | IDS, max_size=30))
def test_a_column_equals_its_values_one_by_one(values: list[str | None]) -> None:
    series = pl.Series("id", values, dtype=pl.String)
    expected = [None if v is None else ONE.one(v) for v in values]
    assert ONE.series(series).to_list() == expected
    assert ONE.series(series).name == "id"


@given(IDS, IDS)
def test_different_people_differ(one: str, other: str) -> None:
    if normalise(one) != normalise(other):
        assert ONE.one(one) != ONE.one(other)


def test_spellings_of_one_address_are_one_person() -> None:
    assert ONE.one(" Ann.Lee@Example.COM ") == ONE.one("ann.lee@example.com")


def test_known_value() -> None:
    # Changing the scheme would make every customer of every workspace a stranger.
    assert ONE.one("ann@example.com") == "c_" + KNOWN


KNOWN = "08966dfb65013f6583f8b49f964002c8"


def test_the_key_is_not_shown() -> None:
    assert "kkkk" not in repr(ONE)


@pytest.mark.parametrize("length", [0, 15, 65])
def test_a_wrong_key_is_refused(length: int) -> None:
    with pytest.raises(WorkspaceError, match="16 to 64 bytes"):
        Pseudonymiser(b"x" * length)


def test_a_key_is_created_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pseudonym.key"
    key = create_key(path)
    assert len(key) == 32
    assert create_key(path) == key == read_key(path)
    assert [p.name for p in path.parent.iterdir()] == ["pseudonym.key"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_racing_creators_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: create_key(tmp_path / "key"), range(16)))
    assert len(keys) == 1


def test_a_missing_or_damaged_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_key(tmp_path / "none")
    (tmp_path / "short").write_bytes(b"abc")
    with pytest.raises(WorkspaceError, match="3 bytes and should have 32"):
        read_key(tmp_path / "short")


@given(
    st.lists(
        st.sampled_from(["ANN", "ß", "İ", "ﬁ", " a\u00a0", "\ta", "Σ", "a\x00", "~A "]), max_size=6
    )
)
def test_rare_letters_take_the_slow_path_to_the_same_end(values: list[str]) -> None:
    assert ONE.series(pl.Series("id", values, dtype=pl.String)).to_list() == [
        ONE.one(v) for v in values
    ]
