"""A small shop in a workspace, with people whose sizes and figures are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from modiste.store.workspace import Workspace
from modiste.styling.service import Shop

DAY = dt.date(2026, 3, 1)
SIZES = ("XS", "S", "M", "L", "XL")

STYLES = (
    # id, title, category, gender, colours, price, attributes, occasion
    ("tee", "White cotton tee", "t-shirt", "women", ("white", "red"), 2500, "solid, everyday"),
    ("blouse", "Silk v-neck blouse", "blouse", "women", ("navy",), 7000, "silk, v-neck, work"),
    ("knit", "Wool jumper", "sweater", "women", ("grey",), 9000, "wool, everyday"),
    ("jeans", "Straight jeans", "jeans", "women", ("navy",), 8000, "denim, straight, everyday"),
    ("pants", "Wool trousers", "trousers", "women", ("black",), 9500, "wool, wide-leg, work"),
    ("skirt", "A-line skirt", "skirts", "women", ("beige",), 6000, "a-line, work"),
    ("gown", "Satin gown", "evening-gown", "women", ("purple",), 24000, "satin, maxi, party"),
    ("sneaker", "White trainer", "sneakers", "women", ("white",), 8900, "leather, everyday"),
    ("pump", "Black court shoe", "pumps", "women", ("black",), 12000, "leather, work"),
    ("coat", "Camel coat", "coat", "women", ("camel",), 22000, "wool, everyday"),
    ("bag", "Tote bag", "tote-bag", "women", ("black",), 11000, "leather, work"),
    ("shirt", "Oxford shirt", "shirt", "men", ("white",), 6500, "cotton, work"),
    ("chino", "Chino", "trousers", "men", ("beige",), 7500, "cotton, everyday"),
    ("card", "Gift card", "gifts", None, ("red",), 5000, ""),
)


def _products() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "product_id": name,
                "title": title,
                "category": category,
                "gender": gender,
                "tags": tags.split(", "),
                "status": "active",
            }
            for name, title, category, gender, _, _, tags in STYLES
        ]
    )


def _sizes(category: str) -> tuple[str, ...]:
    if category in ("sneakers", "pumps"):
        return ("36", "37", "38", "39", "40")
    return ("One size",) if category in ("tote-bag", "gifts") else SIZES


def _variants() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "variant_id": f"{name}-{colour}-{size}",
                "product_id": name,
                "colour": colour,
                "size": size,
                "price": price,
                "currency": "EUR",
                "status": "active",
            }
            for name, _, category, _, colours, price, _ in STYLES
            for colour in colours
            for size in _sizes(category)
        ]
    )


def _tables() -> dict[str, pl.DataFrame]:
    """Sixty women buy what suits their own size; jeans run small, and say so when they return."""
    rng = np.random.default_rng(0)
    variants = _variants()
    own = rng.integers(0, 5, 60)
    sales, events = [], []
    sets = (("blouse", "pants", "pump"), ("tee", "jeans", "sneaker"), ("knit", "jeans", "sneaker"))
    moment = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
    for order in range(360):
        who = int(order % 60)
        at = moment + dt.timedelta(hours=9 * order)
        for name in sets[int(rng.integers(3))]:
            rows = variants.filter(pl.col("product_id") == name)
            colour = rows["colour"][0]
            size = rows["size"].unique(maintain_order=True)[int(own[who])]
            line = {
                "order_id": f"o{order}",
                "variant_id": f"{name}-{colour}-{size}",
                "line_no": 1,
                "sold_at": at,
                "quantity": 1,
                "unit_price": 5000,
                "currency": "EUR",
                "location_id": "web",
                "customer_id": f"c{who}",
                "return_reason": None,
            }
            sales.append(line)
            small = name == "jeans" and rng.random() < 0.5
            if small:
                sales.append(
                    {**line, "line_no": 2, "quantity": -1, "return_reason": "Runs too small"}
                )
            elif rng.random() < 0.3:
                events.append(
                    {
                        "event_id": f"e{order}-{name}",
                        "at": at + dt.timedelta(days=5),
                        "kind": "rate",
                        "customer_id": f"c{who}",
                        "product_id": name,
                        "variant_id": line["variant_id"],
                        "fit": "fit",
                        "rating": 5.0,
                        "size": size,
                        "occasion": "work" if name in ("blouse", "pants", "pump") else "everyday",
                    }
                )
    customers = [
        {
            "customer_id": f"c{who}",
            "profiling_consent": None if who == 1 else who != 2,
            "bust_cm": 80.0 + 5 * int(own[who]) if who % 2 else None,
            "waist_cm": 62.0 + 5 * int(own[who]) if who % 2 else None,
            "hip_cm": 90.0 + 5 * int(own[who]) if who % 2 else None,
            "body_type": "pear" if who == 4 else None,
            "usual_size": None,
            "tastes": ["colour:navy"] if who == 2 else None,
        }
        for who in range(60)
    ]
    customers += [
        {"customer_id": "stranger", "profiling_consent": True},
        {"customer_id": "stated", "profiling_consent": True, "usual_size": "L"},
    ]
    stock = [
        {
            "variant_id": variant,
            "location_id": "web",
            "counted_at": dt.datetime(2026, 2, 27, tzinfo=dt.UTC),
            "on_hand": 0 if variant == "skirt-beige-M" else 5,
        }
        for variant in variants["variant_id"]
    ]
    return {
        "product": _products(),
        "variant": variants,
        "sale": pl.DataFrame(sales, infer_schema_length=None),
        "event": pl.DataFrame(events, infer_schema_length=None),
        "customer": pl.DataFrame(customers, infer_schema_length=None),
        "stock": pl.DataFrame(stock),
        "location": pl.DataFrame({"location_id": ["web"], "kind": ["web"]}),
    }


@pytest.fixture(scope="session")
def shop_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The workspace's folder; its tests read it only."""
    workspace = Workspace.init(tmp_path_factory.mktemp("shop") / "brand", name="Shop")
    for name, frame in _tables().items():
        workspace.lake.upsert(name, frame)
    yield workspace.root
    workspace.ledger.close()


@pytest.fixture
def shop(shop_root: Path) -> Shop:
    return Shop.open(shop_root, DAY)
