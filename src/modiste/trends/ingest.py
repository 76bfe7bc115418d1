"""What ``modiste trends ingest`` does with addresses: it asks them politely, as a recorded run.

The run is of the kind ``import``, like that of files, so that it can be seen later what came from
where.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from modiste.model.errors import InputError, Place
from modiste.store.importers.base import Context
from modiste.store.ledger import now
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.runs import recorded
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace
from modiste.trends.collect import Collected, Manners, collect
from modiste.trends.fetch import Limits

STATE: Final = "feeds.json"
"""The collector's memory between runs, in the workspace's folder."""
TROUBLE: Final = ("failed", "refused")
_SCHEMES: Final = ("http:", "https:", "feed:")


def parted(given: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Files and addresses among what a user names; ``feed:`` before an address is taken off.

    Raises:
        InputError: one is neither an address nor a file or folder that is there.
    """
    files, urls = [], []
    for each in given:
        if each.casefold().startswith(_SCHEMES):
            urls.append(_plain(each))
        elif Path(each).exists():
            files.append(Path(each))
        else:
            raise InputError(
                "there is no such file",
                place=Place(file=each),
                remedy="Name a file or folder, or the address of a feed with its https://.",
            )
    return files, urls


def _plain(url: str) -> str:
    if not url.casefold().startswith("feed:"):
        return url
    rest = url[len("feed:") :]
    return f"https:{rest}" if rest.startswith("//") else rest


def collect_feeds(
    workspace: Workspace,
    urls: Sequence[str],
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Ask the feeds that are due and store their articles, as a recorded run.

    Args:
        workspace: where to.
        urls: addresses of feeds.
        progress: told what is being done.

    Returns:
        ``run``, ``posts`` and ``new`` of all feeds together, and ``feeds``: what came of each.
    """
    settings = workspace.settings
    context = Context(
        pseudonyms=Pseudonymiser(workspace.key),
        currency=settings.brand.currency,
        zone=settings.brand.zone,
        location=settings.imports.location,
        as_of=now(),
    )
    with recorded(
        workspace.ledger,
        "import",
        settings=settings.model_dump(mode="json", include={"brand", "imports", "trends"}),
        inputs={"feeds": list(urls)},
    ) as record:
        found: list[Collected] = []
        for url in dict.fromkeys(urls):
            progress(f"asking {url}")
            found += collect(
                [url],
                lake=workspace.lake,
                context=context,
                state=workspace.root / STATE,
                manners=manners(settings),
            )
        record.outputs["feeds"] = [_row(each) for each in found]
        record.outputs["written"] = sum(each.new for each in found)
    return {
        "run": record.run_id,
        "posts": sum(each.posts for each in found),
        "new": record.outputs["written"],
        "feeds": record.outputs["feeds"],
    }


def _row(each: Collected) -> dict[str, Any]:
    return {
        "url": each.url,
        "outcome": each.outcome,
        "posts": each.posts,
        "new": each.new,
        "note": each.note,
    }


def manners(settings: Settings) -> Manners:
    """How the collector behaves by the settings."""
    return Manners(
        delay=settings.trends.feed_seconds,
        every=timedelta(minutes=settings.trends.feed_minutes),
        limits=Limits(private=settings.trends.private_feeds),
    )
