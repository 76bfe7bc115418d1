"""Jobs that are done at set times."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from modiste.store.ledger import now
from modiste.store.settings import Settings


@dataclass(frozen=True)
class Schedule:
    """A kind of job and when it is done.

    Attributes:
        name: of the schedule.
        kind: what is done.
        cron: minute, hour, day of the month, month, day of the week.
        zone: in which time zone.
        setting: where a person changes it.
        arguments: with what.
    """

    name: str
    kind: str
    cron: str
    zone: str
    setting: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def next_at(self, after: dt.datetime | None = None) -> dt.datetime:
        """When it is due next, in UTC."""
        from croniter import croniter

        begin = (after or now()).astimezone(ZoneInfo(self.zone))
        found: dt.datetime = croniter(self.cron, begin).get_next(dt.datetime)
        return found.astimezone(dt.UTC)


def schedules(settings: Settings) -> list[Schedule]:
    """The schedules of the settings; feeds are asked only where some are named."""
    zone = settings.jobs.zone or settings.brand.zone
    found = []
    if settings.jobs.plan:
        found.append(Schedule("weekly plan", "plan", settings.jobs.plan, zone, "jobs.plan"))
    if settings.jobs.trends and settings.trends.feeds:
        found.append(Schedule("feeds", "collect feeds", settings.jobs.trends, zone, "jobs.trends"))
    return found
