"""The fact tables of ordering: when suppliers work, and what has come in. See ``tables.py``."""

from __future__ import annotations

from modiste.model.schema import Column, Kind, Table, Type, key

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Short names of the weekdays, Monday first as Python numbers them."""

SUPPLIER_CALENDAR = Table(
    "supplier_calendar",
    Kind.FACT,
    "When a supplier takes orders and works. What is empty does not bind.",
    ("supplier_id",),
    (
        key("supplier_id", "The supplier."),
        Column("working_days", Type.TEXT, "Days on which orders are taken, such as mon tue wed."),
        Column("cut_off_day", Type.TEXT, "The one weekday of order taking.", choices=WEEKDAYS),
        Column("cut_off_time", Type.TEXT, "Time of day after which the next day counts: 16:00."),
        Column(
            "holidays",
            Type.TEXT,
            "Holidays kept: chinese new year, golden week, august, christmas, or none; "
            "empty means those of the supplier's country.",
        ),
        Column(
            "transit_days",
            Type.REAL,
            "Days of the lead time in which goods travel; closures do not stop them.",
            unit="days",
            minimum=0,
        ),
    ),
)

SUPPLIER_CLOSURE = Table(
    "supplier_closure",
    Kind.FACT,
    "Days on which a supplier is closed besides its holidays.",
    ("supplier_id", "first_day"),
    (
        key("supplier_id", "The supplier."),
        key("first_day", "First day closed.", Type.DATE),
        Column("last_day", Type.DATE, "Last day closed.", required=True),
        Column("name", Type.TEXT, "Why."),
    ),
)

RECEIPT = Table(
    "receipt",
    Kind.FACT,
    "Units of a purchase order that went into stock at a moment.",
    ("receipt_id",),
    (
        key("receipt_id", "The receipt; one for each line of a delivery."),
        Column("purchase_order_id", Type.TEXT, "The order.", required=True),
        Column("variant_id", Type.TEXT, "What came.", required=True),
        Column("location_id", Type.TEXT, "Where it went into stock.", required=True),
        Column("received_at", Type.TIMESTAMP, "When.", required=True),
        Column("quantity", Type.QUANTITY, "Units put into stock.", required=True, minimum=0),
    ),
)
