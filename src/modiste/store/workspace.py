"""The workspace: one folder that holds a brand's settings, data, pictures and models."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any

import tomlkit

from modiste.model.errors import Place, SettingsError, WorkspaceError
from modiste.store.files import replace_text
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger
from modiste.store.settings import FILE, SECTIONS, Settings, parse_settings, read_settings

VARIABLE = "MODISTE_WORKSPACE"
KEY = "pseudonym.key"
FOLDERS = ("lake", "media", "models", "rejects", "reports", "exports")


class Workspace:
    """An open workspace. Lake and ledger are opened when they are first used."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings

    # --- finding and making ------------------------------------------------------------------

    @classmethod
    def init(cls, root: Path, **brand: Any) -> Workspace:
        """Make a workspace: folders, a commented settings file, a key for pseudonyms.

        Args:
            root: its folder; may exist, may hold other files.
            brand: values of the ``[brand]`` section that differ from the defaults.

        Raises:
            WorkspaceError: there is one already.
            SettingsError: a value is not usable; then nothing is made.
        """
        file = root / FILE
        if file.exists():
            raise WorkspaceError(
                "there is a workspace already",
                place=Place(file=str(root)),
                remedy="Use it as it is, or choose another folder.",
            )
        text = settings_text(brand)
        parse_settings(text, str(file), {})
        for folder in FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)
        replace_text(file, text)
        from modiste.store.pseudonym import create_key

        if not (root / KEY).exists():
            create_key(root / KEY)
        workspace = cls.open(root)
        workspace.ledger.close()
        return workspace

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """Open a workspace.

        Raises:
            WorkspaceError: there is none in the folder.
            SettingsError: its settings are not usable.
        """
        file = root / FILE
        if not file.is_file():
            raise WorkspaceError(
                "there is no workspace",
                place=Place(file=str(root)),
                remedy=f"Make one with 'modiste init {root}', or name another with --workspace.",
            )
        return cls(root.absolute(), read_settings(file))

    @classmethod
    def find(cls, root: Path | None = None) -> Workspace:
        """The workspace named, else that of ``MODISTE_WORKSPACE``, else the nearest folder up."""
        if root is not None:
            return cls.open(root)
        if os.environ.get(VARIABLE):
            return cls.open(Path(os.environ[VARIABLE]))
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / FILE).is_file():
                return cls.open(folder)
        raise WorkspaceError(
            "no workspace is named and none lies here or above",
            place=Place(file=str(here)),
            remedy="Make one with 'modiste init FOLDER', then pass --workspace FOLDER.",
        )

    # --- parts -------------------------------------------------------------------------------

    @cached_property
    def lake(self) -> Lake:
        """The lake."""
        address = self.settings.storage.lake
        if "://" in address:
            return Lake(address, locks=self.root / "lake" / "_locks")
        return Lake(self.root / address)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, migrated."""
        address = self.settings.storage.ledger
        return Ledger(address) if "://" in address else Ledger.of_file(self.root / address)

    @cached_property
    def key(self) -> bytes:
        """Secret key of the pseudonyms; made once, readable by its owner only.

        Whoever loses it can no longer recognise a returning customer; whoever leaks it lets others
        test whether an address is among the customers.
        """
        from modiste.store.pseudonym import read_key

        return read_key(self.root / KEY)

    def folder(self, name: str) -> Path:
        """One of the workspace's folders, made if it is not there."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def settings_text(brand: dict[str, Any]) -> str:
    """A settings file with every setting explained; defaults are commented out.

    Raises:
        SettingsError: ``[brand]`` has no such setting.
    """
    for name in brand:
        if name not in SECTIONS["brand"].model_fields:
            raise SettingsError(
                f"the section [brand] has no setting {name!r}",
                place=Place(column=f"brand.{name}"),
                remedy=f"It has: {', '.join(SECTIONS['brand'].model_fields)}.",
            )
    document = tomlkit.document()
    document.add(tomlkit.comment("Settings of this Modiste workspace. Lines that begin with #"))
    document.add(tomlkit.comment("show the defaults; take the # away to change one."))
    for name, section in SECTIONS.items():
        table = tomlkit.table()
        for key, field in section.model_fields.items():
            table.add(tomlkit.comment(field.description or ""))
            if name == "brand" and brand.get(key) is not None:
                table.add(key, brand[key])
            else:
                table.add(tomlkit.comment(f"{key} = {tomlkit.item(field.default).as_string()}"))
        document.add(tomlkit.nl())
        document.add(name, table)
    return tomlkit.dumps(document)
