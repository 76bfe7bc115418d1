"""Draft a mapping file from a file's headers and first values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from modiste.model.errors import InputError
from modiste.model.tables import table
from modiste.store.importers.aliases import ALIASES, NEEDS
from modiste.store.importers.base import Sample
from modiste.store.importers.decimals import sniff
from modiste.store.importers.headers import canonical, find, is_personal, names_people
from modiste.store.importers.moments import sniff_formats
from modiste.store.importers.source import Reading, Source, sources
from modiste.store.importers.unpivot import wide_columns

_CANCELLED = re.compile(r"(?i)^(cancell?ed|void(ed)?|refunded|已取消|已关闭|已退款)$")


def suggest_map(path: Path, reading: Reading | None = None) -> str:
    """The text of a mapping file to look over, correct and use.

    Args:
        path: a file of the kind to be imported.
        reading: how to read it, where it does not tell.

    Raises:
        InputError: the file cannot be read, or none of its headers are known.
    """
    source = sources([path], reading)[0]
    return draft(source)


def draft(source: Source) -> str:
    """The same for an opened file."""
    sample = source.sample
    wide = wide_columns(sample.headers)
    tables = _wide_tables(sample, wide) if wide else _tables(sample)
    if not tables:
        raise InputError(
            "none of the file's columns are known",
            remedy="Write a mapping by hand; the guide on importers shows how.",
        )
    parts = [_heading(source), _source_part(sample, tables)]
    if wide:
        parts.append(_unpivot_part(sample, wide))
    parts += _rules(sample)
    parts += [_table_part(name, columns, source) for name, columns in tables.items()]
    parts += [_derived_part(tables), _supplier_part(tables)]
    parts.append(_leftover(sample, tables, wide))
    return "\n".join(part for part in parts if part)


def _tables(sample: Sample) -> dict[str, dict[str, str]]:
    """Column of the file for each column of each table that has all it needs."""
    usable = [h for h in sample.headers if not names_people(h) or _feeds_pseudonym(h)]
    found: dict[str, dict[str, str]] = {}
    shared = find(usable, ALIASES["sale"])
    style = find(usable, ALIASES["product"]).get("product_id")
    for name, aliases in ALIASES.items():
        columns = find(usable, {k: v for k, v in aliases.items() if v})
        for column in ("variant_id", "location_id"):
            if column in aliases and column in shared:
                columns[column] = shared[column]
        if style and "product_id" in aliases:
            columns["product_id"] = style
        if all(column in columns for column in NEEDS[name]):
            found[name] = {c: columns[c] for c in table(name).names if c in columns}
    return found


def _feeds_pseudonym(header: str) -> bool:
    return canonical(header) in {canonical(a) for a in ALIASES["sale"]["customer_id"]}


def _wide_tables(sample: Sample, wide: list[str]) -> dict[str, dict[str, str]]:
    """Sales of a sheet with a column a period: what is sold stands in the first column."""
    rest = [h for h in sample.headers if h not in wide]
    known = find(rest, ALIASES["sale"])
    variant = known.get("variant_id") or (rest[0] if rest else None)
    if variant is None:
        return {}
    columns = {"order_id": "date", "variant_id": variant, "sold_at": "date", "quantity": "units"}
    if "location_id" in known:
        columns["location_id"] = known["location_id"]
    return {"sale": columns}


def _heading(source: Source) -> str:
    return (
        f"# Draft for {_quoted(source.name)}. Look over every line; '?' marks a guess.\n"
        "# Columns of the file stand on the right, columns of Modiste's tables on the left.\n\n"
        f"title = {_quoted(Path(source.name).stem)}\n"
    )


def _source_part(sample: Sample, tables: dict[str, dict[str, str]]) -> str:
    amounts = [
        c for columns in tables.values() for c in columns.values() if c in sample.rows.columns
    ]
    texts = [sample.rows[c] for c in amounts if sample.rows[c].dtype == pl.String]
    decimal = sniff(value for column in texts for value in column.drop_nulls())
    lines = [
        "[source]",
        f'decimal = "{decimal}"',
        '# zone = "Europe/London"      # of times that name none; the workspace\'s by default',
        '# currency = "EUR"            # of amounts that name none; the workspace\'s by default',
        '# location = "web"            # of sales that name none',
    ]
    return "\n".join(lines) + "\n"


def _unpivot_part(sample: Sample, wide: list[str]) -> str:
    by_date = wide_columns(sample.headers, dates=True) == wide
    prefix = re.match(r"\D*", wide[0])
    pattern = "dates" if by_date else rf"^{re.escape(prefix[0] if prefix else '')}\d+$"
    lines = [
        "[unpivot]",
        f"columns = {_literal(pattern)}   # {_quoted(wide[0])} to {_quoted(wide[-1])}",
        'name = "date"',
        'value = "units"',
    ]
    if not by_date:
        lines += ["start = 2024-01-01   # ? day of the first column", "step_days = 7"]
    if _cumulative(sample, wide):
        lines.append("cumulative = true   # ? the numbers grow along every row")
    else:
        lines.append("# cumulative = true   # if the cells are running totals")
    return "\n".join(lines) + "\n"


def _cumulative(sample: Sample, wide: list[str]) -> bool:
    """Whether the rows grow from left to right; other sheets fall at every other step."""
    numbers = sample.rows.select(pl.col(wide).cast(pl.Float64, strict=False))
    if len(wide) < 4 or not numbers.height:
        return False
    steps = numbers.transpose().select(pl.all().diff()).drop_nulls()
    falls = sum(int((steps[c] < 0).sum()) for c in steps.columns)
    return falls < 0.15 * steps.height * steps.width


def _rules(sample: Sample) -> list[str]:
    """Rows that look as if they should be set aside."""
    rules = []
    for header in sample.headers:
        if is_personal(header) or header not in sample.rows.columns:
            continue
        values = sample.rows[header].cast(pl.String).drop_nulls().unique()
        odd = sorted(v for v in values.to_list() if _CANCELLED.match(v.strip()))
        if odd and ("status" in canonical(header) or "状态" in header):
            shown = ", ".join(_quoted(v) for v in odd)
            rules.append(
                f'[[set_aside]]   # ?\nreason = "cancelled"\ncolumn = {_quoted(header)}\n'
                f"equals = [{shown}]\n"
            )
    return rules


def _table_part(name: str, columns: dict[str, str], source: Source) -> str:
    lines = [f"[tables.{name}]"]
    for column, header in columns.items():
        lines.append(f"{column} = {_value(column, header, name, source)}")
    if name == "sale" and "location_id" not in columns:
        lines.append('# location_id = { value = "web" }')
    if name == "stock" and "counted_at" not in columns:
        lines.append("counted_at = { value = 2024-01-01 }   # ? when the stock was counted")
    if name == "stock" and "location_id" not in columns:
        lines.append('location_id = { value = "warehouse" }   # ?')
    return "\n".join(lines) + "\n"


def _value(column: str, header: str, name: str, source: Source) -> str:
    """What stands on the right: the header, with the format of dates spelt out."""
    rows = source.sample.rows
    dated = table(name)[column].type.value in {"timestamp", "date"}
    if not dated or header not in rows.columns or rows[header].dtype != pl.String:
        note = "   # becomes a pseudonym" if column == "customer_id" else ""
        return _quoted(header) + note
    try:
        formats = sniff_formats(rows[header], header, source.name)
    except InputError as error:
        return f"{_quoted(header)}   # ? {error.what}: {error.remedy}"
    shown = ", ".join(_quoted(form) for form in formats)
    listed = shown if len(formats) == 1 else f"[{shown}]"
    return f"{{ column = {_quoted(header)}, format = {listed} }}"


def _derived_part(tables: dict[str, dict[str, str]]) -> str:
    """Articles that only the order lines name."""
    if "variant" in tables or "sale" not in tables:
        return ""
    variant = _quoted(tables["sale"]["variant_id"])
    product = _quoted(tables["product"]["product_id"]) if "product" in tables else variant
    lines = ["# Written only where the article is not known yet."]
    if "product" not in tables:
        lines += ["[derived.product]", f"product_id = {product}", ""]
    lines += ["[derived.variant]", f"variant_id = {variant}", f"product_id = {product}"]
    return "\n".join(lines) + "\n"


def _supplier_part(tables: dict[str, dict[str, str]]) -> str:
    """Suppliers that only their terms name."""
    if "supply_term" not in tables:
        return ""
    supplier = _quoted(tables["supply_term"]["supplier_id"])
    return f"[derived.supplier]\nsupplier_id = {supplier}\nname = {supplier}\n"


def _leftover(sample: Sample, tables: dict[str, dict[str, str]], wide: Iterable[str]) -> str:
    used = {h for columns in tables.values() for h in columns.values()} | set(wide)
    rest = [h for h in sample.headers if h not in used]
    if not rest:
        return ""
    lines = ["# Not used:"]
    for header in rest:
        why = "   (personal, must not be used)" if names_people(header) else ""
        lines.append(f"#   {_quoted(header)}{why}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", plain) + '"'


def _literal(pattern: str) -> str:
    """A regular expression, without doubled backslashes where that is possible."""
    return f"'{pattern}'" if "'" not in pattern else _quoted(pattern)
