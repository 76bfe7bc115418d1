"""Any table, read by a mapping file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from datetime import date

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW, Type
from modiste.model.tables import table
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.fields import PSEUDONYMS, Specs, field_frame, raw_column, read_table
from modiste.store.importers.headers import canonical, names_people
from modiste.store.importers.mapping import Mapping, Spec
from modiste.store.importers.moments import sniff_formats
from modiste.store.importers.rules import Rules
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.source import Chunk, Source
from modiste.store.importers.unpivot import dates_of, unpivoted

_NUMBERS = {Type.MONEY, Type.QUANTITY, Type.INTEGER, Type.REAL}


class Generic:
    """CSV, Excel, Parquet or JSON with a mapping file."""

    name = "generic"
    title = "Any table with a mapping file"
    tables: tuple[str, ...] = ()

    def match(self, sample: Sample) -> float:
        """It takes a file only when a mapping is given."""
        del sample
        return 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read a file as the mapping says."""
        if context.mapping is None:
            raise InputError(
                "the generic importer needs a mapping",
                place=Place(source.name),
                remedy="Draft one with 'modiste import --suggest-map FILE' and give it as --map.",
            )
        plan = _Plan(context.mapping, source, context)
        for chunk in source.frames(plan.wanted):
            yield plan.batch(chunk)


class _Plan:
    """A mapping, held against the headers of one file."""

    def __init__(self, mapping: Mapping, source: Source, context: Context) -> None:
        self._mapping = mapping
        self._context = context
        self._file = source.name
        sample = source.sample
        wide = mapping.unpivot
        self._dates: dict[str, date] = dates_of(wide, sample.headers, source.name) if wide else {}
        made = {wide.name, wide.value} if wide else set()
        self._headers = _matched(mapping.origins() - made, sample.headers, source.name)
        _refuse_people(mapping, source.name)
        self.wanted = [*dict.fromkeys(self._headers.values()), *self._dates]
        self._headers |= {name: name for name in made}
        self._decimal = decimal_of(context, sample, [*self._numeric(), *self._dates])
        self._formats = self._date_formats(source)
        late = tuple(rule for rule in mapping.set_aside if rule.column in made)
        early = tuple(rule for rule in mapping.set_aside if rule.column not in made)
        self._early = Rules(early, self._headers, self._decimal)
        self._late = Rules(late, self._headers, self._decimal)
        self._lines = Occurrences()

    def batch(self, chunk: Chunk) -> Batch:
        """Turn some rows of the file into rows of the tables."""
        left, aside = self._early.split(chunk.frame)
        problems = [chunk.rejects, aside]
        if self._mapping.unpivot is not None:
            left = unpivoted(left, self._mapping.unpivot, self._dates, self._decimal)
            left, aside = self._late.split(left)
            problems.append(aside)
        cells = self._cells(left, self._mapping.tables)
        tables = {n: self._read(cells, n, specs) for n, specs in self._mapping.tables.items()}
        good = {name: cells.split(rows_of)[0] for name, rows_of in tables.items()}
        sound, wrong = cells.split(left.drop(ROW))
        numbers = "sale" in good and "line_no" not in good["sale"].columns
        if numbers:
            good["sale"] = numbered(good["sale"], self._lines)
        derived, notes = self._derived(sound)
        return Batch(
            good,
            derived,
            rejects=pl.concat([*problems, wrong]),
            notes=pl.concat([cells.notes, *notes]),
            rows=chunk.rows,
            unique=frozenset({"sale"} if numbers else ()),
        )

    def _derived(self, rows: pl.DataFrame) -> tuple[dict[str, pl.DataFrame], list[pl.DataFrame]]:
        """The first row of every key that sound rows mention."""
        found, notes = {}, []
        for name, specs in self._mapping.derived.items():
            first = rows.filter(_first_of_key(rows, name, specs, self._headers))
            cells = self._cells(first, {name: specs})
            good, wrong = cells.split(self._read(cells, name, specs))
            found[name] = good
            notes += [cells.notes, wrong]
        return found, notes

    def _cells(self, rows: pl.DataFrame, tables: Map[str, Specs]) -> Cells:
        frame, labels = field_frame(rows, tables, self._headers)
        return Cells(
            frame,
            {field: field for field in frame.columns},
            self._context,
            decimal=self._decimal,
            labels=labels,
        )

    def _read(self, cells: Cells, name: str, specs: Specs) -> pl.DataFrame:
        return read_table(cells, name, specs, self._formats, self._context, self._file)

    def _numeric(self) -> Iterable[str]:
        for name, column, spec in _all_specs(self._mapping):
            if table(name)[column].type in _NUMBERS:
                yield from (self._headers[o] for o in spec.origins)

    def _date_formats(self, source: Source) -> dict[str, tuple[str, ...]]:
        formats = {}
        for name, column, spec in _all_specs(self._mapping):
            if table(name)[column].type not in {Type.TIMESTAMP, Type.DATE}:
                continue
            if spec.format or spec.column is None:
                formats[f"{name}.{column}"] = spec.format
            elif (header := self._headers[spec.column]) in source.sample.rows.columns:
                formats[f"{name}.{column}"] = _found_formats(source, header)
        return formats


def numbered(sale: pl.DataFrame, lines: Occurrences) -> pl.DataFrame:
    """Order lines with their ``line_no``: which line of its variant in its order each is."""
    return sale.with_columns(lines.number(sale.select("order_id", "variant_id")))


def _first_of_key(
    rows: pl.DataFrame, name: str, specs: Specs, headers: dict[str, str]
) -> pl.Series:
    keys = [raw_column(rows, specs[c], headers).alias(c) for c in table(name).key if c in specs]
    if not keys:
        return pl.Series([True]).new_from_index(0, rows.height)
    known = pl.all_horizontal(pl.all().is_not_null())
    first = pl.struct(pl.all()).is_first_distinct()
    return pl.DataFrame(keys).select(known & first).to_series()


def _found_formats(source: Source, header: str) -> tuple[str, ...]:
    """Formats of a column of dates; the whole file is searched where its beginning leaves doubt."""
    cells = source.sample.rows[header]
    if cells.dtype != pl.String or cells.null_count() == len(cells):
        return ()
    try:
        return sniff_formats(cells, header, source.name)
    except InputError as doubt:
        for chunk in source.frames([header]):
            try:
                return sniff_formats(
                    chunk.frame[header].unique(maintain_order=True), header, source.name
                )
            except InputError:
                continue
        raise doubt from None


def _all_specs(mapping: Mapping) -> Iterator[tuple[str, str, Spec]]:
    for part in (mapping.tables, mapping.derived):
        for name, specs in part.items():
            for column, spec in specs.items():
                yield name, column, spec


def _matched(origins: set[str], headers: tuple[str, ...], file: str) -> dict[str, str]:
    """The file's header for every column that the mapping names."""
    loosely = {canonical(header): header for header in reversed(headers)}
    found = {}
    for origin in sorted(origins):
        header = origin if origin in headers else loosely.get(canonical(origin))
        if header is None:
            raise InputError(
                f"the mapping names the column {origin!r}, which the file does not have",
                place=Place(file, column=origin),
                remedy=f"Its columns are: {', '.join(headers[:40])}.",
            )
        found[origin] = header
    return found


def _refuse_people(mapping: Mapping, file: str) -> None:
    """Names, e-mail addresses and the like may feed pseudonyms and nothing else."""
    for name, column, spec in _all_specs(mapping):
        for origin in spec.origins:
            if names_people(origin) and column not in PSEUDONYMS:
                raise InputError(
                    f"the column {origin!r} holds personal data and is mapped to {name}.{column}",
                    place=Place(file, column=origin),
                    remedy="Leave it out, or map it to customer_id, which is pseudonymised.",
                )
