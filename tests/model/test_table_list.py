"""What holds of every table, so that a new one cannot forget it."""

from __future__ import annotations

import re

import pytest

from modiste.model.demand import DEMAND_FINDINGS
from modiste.model.errors import UnknownNameError
from modiste.model.facts import FACTS
from modiste.model.findings import FINDINGS, QUANTILES, quantile_name
from modiste.model.schema import ROW, RUN, Kind, Type
from modiste.model.tables import TABLES, table

EVERY_FINDING = (*FINDINGS, *DEMAND_FINDINGS)
COLUMNS = [(each, column) for each in TABLES.values() for column in each.columns]
NUMBERS = {Type.INTEGER, Type.QUANTITY, Type.MONEY, Type.REAL}
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def label(value: object) -> str:
    return str(getattr(value, "name", value))


def test_names_are_unique_over_facts_and_findings():
    names = [each.name for each in (*FACTS, *EVERY_FINDING)]
    assert sorted(names) == sorted(set(names))
    assert list(TABLES) == names


def test_a_table_is_found_by_name():
    assert table("sale") is TABLES["sale"]


def test_an_unknown_table_is_named_with_those_that_exist():
    with pytest.raises(UnknownNameError, match="there is no table 'sales'") as caught:
        table("sales")
    assert caught.value.remedy.endswith(", ".join(TABLES) + ".")


@pytest.mark.parametrize("each", TABLES.values(), ids=label)
def test_a_table_explains_itself(each):
    assert SNAKE.fullmatch(each.name)
    assert each.meaning.endswith(".")
    assert each.names[: len(each.key)] == each.key, "key columns come first"


@pytest.mark.parametrize("each", FACTS, ids=label)
def test_facts_are_facts(each):
    assert each.kind is Kind.FACT
    assert RUN not in each.key


@pytest.mark.parametrize("each", EVERY_FINDING, ids=label)
def test_every_finding_bears_its_run(each):
    assert each.kind is Kind.FINDING
    assert RUN in each


@pytest.mark.parametrize(("each", "column"), COLUMNS, ids=label)
def test_a_column_explains_itself(each, column):
    assert SNAKE.fullmatch(column.name)
    assert column.name != ROW
    assert column.meaning.endswith("."), column.meaning
    if column.choices:
        assert column.type is Type.TEXT
        assert len(set(column.choices)) == len(column.choices)
    if column.minimum is not None or column.maximum is not None:
        assert column.type in NUMBERS
    if column.minimum is not None and column.maximum is not None:
        assert column.minimum < column.maximum


@pytest.mark.parametrize("each", TABLES.values(), ids=label)
def test_money_has_a_currency(each):
    money = [column.name for column in each.columns if column.type is Type.MONEY]
    lines = {"purchase_order_line"}  # the order bears the currency of its lines
    if money and each.name not in lines:
        assert any(name.endswith("currency") for name in each.names)


@pytest.mark.parametrize("each", TABLES.values(), ids=label)
def test_no_table_has_room_for_a_name_or_an_address_of_a_person(each):
    people = {"customer", "sale", "event", "post"}
    if each.name in people:
        told = {"email", "e_mail", "phone", "first_name", "last_name", "name", "address"}
        assert not told & set(each.names)


@pytest.mark.parametrize(
    ("level", "name"),
    [(0.05, "q05"), (0.1, "q10"), (0.5, "q50"), (0.95, "q95"), (0.975, "q975"), (0.005, "q005")],
)
def test_quantile_names(level, name):
    assert quantile_name(level) == name


def test_quantile_names_are_distinct_and_in_the_forecast():
    names = [quantile_name(level) for level in QUANTILES]
    assert names == sorted(set(names))
    assert set(names) <= set(TABLES["demand_forecast"].names)
