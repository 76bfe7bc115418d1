"""A catalogue on disk: pictures in a folder or a zip, and a CSV table with a row a product.

Rows with more cells than the header keep them: the surplus belongs to the last column, which is
where unquoted commas of a title end up. Products without a picture are counted and left out.
"""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, overload

from modiste.model.errors import InputError, Place
from modiste.perceive.image.load import MAX_BYTES

COLUMNS: Final = {
    "key": ("product_id", "id", "sku", "image", "path", "filename"),
    "kind": ("product_type", "articletype", "type", "category", "product_category"),
    "title": ("title", "productdisplayname", "name", "product_name"),
}
"""Names that a column may have, casefolded, best first."""
_ENDINGS: Final = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".avif",
    ".svg",
)


class Zipped(Sequence[bytes]):
    """Pictures in a zip, read one at a time."""

    def __init__(self, path: Path, members: Sequence[str]) -> None:
        """Remember where they are.

        Args:
            path: the zip.
            members: their names in it.
        """
        self._zip = zipfile.ZipFile(path)
        self._path, self._name = path, path.name
        self._members = list(members)

    def __len__(self) -> int:
        return len(self._members)

    def chosen(self, rows: Sequence[int]) -> Zipped:
        """The pictures of some rows."""
        return Zipped(self._path, [self._members[i] for i in rows])

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return [self._read(member) for member in self._members[index]]
        return self._read(self._members[index])

    def _read(self, member: str) -> bytes:
        place = Place(file=f"{self._name}/{member}")
        try:
            if self._zip.getinfo(member).file_size > MAX_BYTES:
                raise InputError("The picture is too large", remedy="Save it smaller.", place=place)
            return self._zip.read(member)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise InputError(
                f"The picture cannot be read: {error}", remedy="Make the zip again.", place=place
            ) from error


@dataclass(frozen=True)
class Catalogue:
    """Pictures with what the table says of them, in the same order.

    Attributes:
        images: what `modiste.perceive.image.load.load` reads.
        keys: the products.
        kinds: their types.
        titles: their titles.
        missing: products without a picture.
    """

    images: Sequence[bytes | Path]
    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    titles: tuple[str, ...]
    missing: int = 0

    @property
    def groups(self) -> list[str]:
        """What must not be split between training and test: the title, or else the product."""
        return [
            " ".join(t.casefold().split()) or k for t, k in zip(self.titles, self.keys, strict=True)
        ]

    def limited(self, count: int | None, *, seed: int = 0) -> Catalogue:
        """A random part of at most ``count`` products, in the same order; all of them for None."""
        if count is None or count >= len(self.keys):
            return self
        rows = sorted(random.Random(seed).sample(range(len(self.keys)), count))  # noqa: S311
        return self.chosen(rows)

    def chosen(self, rows: Sequence[int]) -> Catalogue:
        """The products of some rows."""
        images: Sequence[bytes | Path]
        if isinstance(self.images, Zipped):
            images = self.images.chosen(rows)
        else:
            images = [self.images[i] for i in rows]
        return Catalogue(
            images,
            tuple(self.keys[i] for i in rows),
            tuple(self.kinds[i] for i in rows),
            tuple(self.titles[i] for i in rows),
            self.missing,
        )


def read_catalogue(
    images: Path,
    table: Path,
    *,
    key: str | None = None,
    kind: str | None = None,
    title: str | None = None,
) -> Catalogue:
    """Find the pictures of a table's products.

    Args:
        images: a folder or a zip of pictures named after the products, or by the key as a path.
        table: CSV in UTF-8 with a header.
        key: the column that names the picture; found by its usual names where not given, as are
        kind: the column of the product type, and
        title: the column of the title.

    Raises:
        InputError: a file or a column is missing, or no product has a picture.
    """
    header, rows = _read_table(table)
    columns = {
        role: _column(header, wanted, role, table.name)
        for role, wanted in (("key", key), ("kind", kind), ("title", title))
    }
    places, source = _pictures(images)
    found = [(places.get(_stem(row[columns["key"]])), row) for row in rows]
    held = [(place, row) for place, row in found if place is not None]
    if not held:
        raise InputError(
            f"None of the {len(rows)} products has a picture in {images.name}",
            remedy="Name the pictures after the column given by --id.",
            place=Place(file=table.name),
        )
    members = [place for place, _ in held]
    read: Sequence[bytes | Path]
    read = Zipped(source, members) if source else [Path(member) for member in members]
    keys, kinds, titles = (
        tuple(row[columns[role]].strip() for _, row in held) for role in ("key", "kind", "title")
    )
    return Catalogue(read, keys, kinds, titles, missing=len(rows) - len(held))


def _read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"The table cannot be read: {error}",
            remedy="Give a CSV file in UTF-8.",
            place=Place(file=path.name),
        ) from error
    if len(rows) < 2:
        raise InputError(
            "The table is empty", remedy="Give a header and rows.", place=Place(path.name)
        )
    header, *body = rows
    width = len(header)
    tidy = [[*row[: width - 1], ",".join(row[width - 1 :])] for row in body if len(row) >= width]
    return header, tidy


def _column(header: Sequence[str], wanted: str | None, role: str, file: str) -> int:
    names = [name.strip().casefold() for name in header]
    for name in (wanted.casefold(),) if wanted else COLUMNS[role]:
        if name in names:
            return names.index(name)
    option = {"key": "--id", "kind": "--type", "title": "--title"}[role]
    raise InputError(
        f"The table has no column {wanted!r}"
        if wanted
        else f"No column of the table is the {role}",
        remedy=f"Name one of {', '.join(header)} with {option}.",
        place=Place(file=file),
    )


def _stem(name: str) -> str:
    path = PurePosixPath(name.strip())
    return path.stem if path.suffix.casefold() in _ENDINGS else path.name


def _pictures(source: Path) -> tuple[dict[str, str], Path | None]:
    """Where the picture of each name is, and the zip that holds them, if it is one."""
    if source.is_dir():
        paths = (path for path in sorted(source.rglob("*")) if path.suffix.casefold() in _ENDINGS)
        return {path.stem: str(path) for path in paths}, None
    try:
        with zipfile.ZipFile(source) as held:
            names = sorted(n for n in held.namelist() if n.casefold().endswith(_ENDINGS))
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            f"There are no pictures to read: {error}",
            remedy="Give a folder or a zip of pictures.",
            place=Place(file=source.name),
        ) from error
    return {_stem(name): name for name in names}, source
