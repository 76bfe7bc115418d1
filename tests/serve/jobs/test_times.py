from __future__ import annotations

import datetime as dt

import pytest

from modiste.model.errors import SettingsError
from modiste.serve.jobs.times import Schedule, schedules
from modiste.store.settings import Settings, parse_settings


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def due(cron: str, zone: str, after: str) -> str:
    found = Schedule("x", "plan", cron, zone, "jobs.plan").next_at(utc(after))
    return found.strftime("%Y-%m-%dT%H:%M")


def test_times_are_those_of_the_zone_summer_and_winter():
    assert due("0 6 * * 1", "UTC", "2026-03-02T06:00") == "2026-03-09T06:00"
    assert due("0 6 * * 1", "Europe/Paris", "2026-01-05T00:00") == "2026-01-05T05:00"
    assert due("0 6 * * 1", "Europe/Paris", "2026-07-06T00:00") == "2026-07-06T04:00"
    assert due("30 5 1 * *", "Asia/Shanghai", "2026-01-31T22:00") == "2026-02-28T21:30"


def test_schedules_follow_the_settings():
    assert [(each.name, each.cron, each.zone) for each in schedules(Settings())] == [
        ("weekly plan", "0 6 * * 1", "UTC")
    ]
    text = (
        '[brand]\nzone = "Europe/Paris"\n[trends]\nfeeds = ["https://a.example/feed"]\n'
        '[jobs]\nplan = "15 7 * * tue"\ntrends = "0 5 * * *"\n'
    )
    found = schedules(parse_settings(text, "x", {}))
    assert [(each.kind, each.cron, each.zone) for each in found] == [
        ("plan", "15 7 * * tue", "Europe/Paris"),
        ("collect feeds", "0 5 * * *", "Europe/Paris"),
    ]
    never = parse_settings('[jobs]\nplan = ""\nzone = "UTC"\n', "x", {})
    assert schedules(never) == []


@pytest.mark.parametrize("cron", ["0 6 * *", "61 6 * * 1", "weekly", "0 0 6 * * 1", "0 6 * * mon-"])
def test_what_is_no_cron_expression_is_refused(cron):
    with pytest.raises(SettingsError, match="no cron expression"):
        parse_settings(f'[jobs]\nplan = "{cron}"\n', "x", {})
