"""Every kind of job: those of the application and those that capabilities bring."""

from __future__ import annotations

from functools import cache

from modiste.model.errors import SettingsError, UnknownNameError
from modiste.store.capability import JobKind, capabilities

_WORK = "modiste.serve.jobs.work"
BUILT_IN = (
    JobKind(
        "plan", "The weekly plan and its report", f"{_WORK}:plan", key="plan", scope="jobs:write"
    ),
    JobKind("report", "The report of a plan", f"{_WORK}:report", scope="jobs:write"),
    JobKind("import", "An import of files", f"{_WORK}:take_in"),
    JobKind("export", "An export of a table", f"{_WORK}:give_out"),
    JobKind(
        "fit recommender",
        "Learn recommendations anew",
        f"{_WORK}:fit_recommender",
        key="fit recommender",
        scope="recommend:write",
    ),
    JobKind(
        "collect feeds",
        "Ask the feeds of the settings for new posts",
        f"{_WORK}:collect_feeds",
        key="collect feeds",
        scope="trends:write",
    ),
    JobKind(
        "compact",
        "Bring received events to the lake and merge small files",
        f"{_WORK}:compact",
        key="compact",
        scope="data:write",
    ),
    JobKind("replace demo", "Empty the demo for data of one's own", f"{_WORK}:replace_demo"),
)


@cache
def kinds() -> dict[str, JobKind]:
    """Every kind by its name.

    Raises:
        SettingsError: two have one name.
    """
    found: dict[str, JobKind] = {}
    brought = (kind for each in capabilities().values() for kind in each.jobs)
    for kind in (*BUILT_IN, *brought):
        if kind.name in found:
            raise SettingsError(
                f"two parts bring jobs of the kind {kind.name!r}", remedy="Uninstall one of them."
            )
        found[kind.name] = kind
    return found


def find_kind(name: str) -> JobKind:
    """The kind of that name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in kinds():
        raise UnknownNameError(
            f"there is no job of the kind {name!r}", remedy=f"The kinds are: {', '.join(kinds())}."
        )
    return kinds()[name]
