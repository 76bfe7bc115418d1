"""The fact tables: what comes from outside. ``tables.py`` is their public list."""

from __future__ import annotations

from modiste.model.ordering import RECEIPT, SUPPLIER_CALENDAR, SUPPLIER_CLOSURE
from modiste.model.schema import RUN, Column, Kind, Table, Type, key

GENDERS = ("women", "men", "unisex", "girls", "boys", "kids", "baby")
STATUSES = ("active", "draft", "archived")
CHANNELS = ("web", "store", "wholesale", "marketplace", "other")


def _currency() -> Column:
    return Column("currency", Type.TEXT, "ISO 4217 code of the money columns.")


PRODUCT = Table(
    "product",
    Kind.FACT,
    "A style: what the customer sees as one garment, in all its colours and sizes.",
    ("product_id",),
    (
        key("product_id", "The style's id in the source system."),
        Column("title", Type.TEXT, "Name shown to customers."),
        Column("description", Type.TEXT, "Description without markup."),
        Column("brand", Type.TEXT, "Brand or vendor."),
        Column("category", Type.TEXT, "Type key of the apparel taxonomy, such as shirt-dress."),
        Column("source_category", Type.TEXT, "The category as the source wrote it."),
        Column("gender", Type.TEXT, "Whom it is cut for.", choices=GENDERS),
        Column("season", Type.TEXT, "Season label of the brand, such as SS26."),
        Column("collection", Type.TEXT, "Collection or drop."),
        Column("material", Type.TEXT, "Material or composition as the source wrote it."),
        Column("pattern", Type.TEXT, "Surface pattern, such as solid or stripe."),
        Column("tags", Type.TEXTS, "Free tags of the source."),
        Column("status", Type.TEXT, "Whether it is on sale.", choices=STATUSES),
        Column("launched_on", Type.DATE, "First day on sale."),
        Column("ended_on", Type.DATE, "Last day on sale, when it is known."),
        Column("url", Type.TEXT, "Public page of the product."),
    ),
)

VARIANT = Table(
    "variant",
    Kind.FACT,
    "A SKU: style × colour × size, the thing that is counted, bought and sold.",
    ("variant_id",),
    (
        key("variant_id", "SKU, or product id and options where the source has no SKU."),
        Column("product_id", Type.TEXT, "The style it belongs to.", required=True),
        Column("gtin", Type.TEXT, "GTIN as 14 characters, zero-padded, check digit verified."),
        Column("colour", Type.TEXT, "Colour name as the source wrote it."),
        Column("colour_family", Type.TEXT, "Hue family of the colour."),
        Column("size", Type.TEXT, "Size as the source wrote it."),
        Column("price", Type.MONEY, "Current selling price of one unit.", minimum=0),
        Column("full_price", Type.MONEY, "Price before markdown.", minimum=0),
        Column("cost", Type.MONEY, "Purchase cost of one unit.", minimum=0),
        _currency(),
        Column("weight_g", Type.REAL, "Weight of one unit.", unit="g", minimum=0),
        Column("status", Type.TEXT, "Whether it is on sale.", choices=STATUSES),
    ),
)

IMAGE = Table(
    "image",
    Kind.FACT,
    "A picture of a style or of one of its variants.",
    ("image_id",),
    (
        key("image_id", "Id in the source, or a digest of product and address."),
        Column("product_id", Type.TEXT, "The style shown.", required=True),
        Column("variant_id", Type.TEXT, "The variant shown, if one in particular."),
        Column("position", Type.INTEGER, "Order of display, from 1.", minimum=0),
        Column("url", Type.TEXT, "Address in the source system; never fetched by itself."),
        Column("path", Type.TEXT, "File in the workspace's media folder."),
        Column("alt", Type.TEXT, "Text for those who cannot see it."),
    ),
)

LOCATION = Table(
    "location",
    Kind.FACT,
    "A place that holds or sells stock.",
    ("location_id",),
    (
        key("location_id", "Id or name in the source."),
        Column("name", Type.TEXT, "Name shown to people."),
        Column("kind", Type.TEXT, "What it is.", choices=("store", "web", "warehouse", "other")),
        Column("country", Type.TEXT, "ISO 3166 alpha-2 code."),
    ),
)

SUPPLIER = Table(
    "supplier",
    Kind.FACT,
    "Who makes or sells to the brand.",
    ("supplier_id",),
    (
        key("supplier_id", "Id or name in the source."),
        Column("name", Type.TEXT, "Company name."),
        Column("country", Type.TEXT, "ISO 3166 alpha-2 code."),
        Column("currency", Type.TEXT, "ISO 4217 code in which it is paid."),
        Column("email", Type.TEXT, "Business address that orders are sent to."),
        Column("min_order_units", Type.QUANTITY, "Least units of a whole order.", minimum=0),
        Column("min_order_value", Type.MONEY, "Least cost of a whole order's goods.", minimum=0),
        Column("order_cost", Type.MONEY, "Cost of an order, or of each container.", minimum=0),
        Column("container_units", Type.QUANTITY, "Units that a container holds.", minimum=1),
    ),
)

SUPPLY_TERM = Table(
    "supply_term",
    Kind.FACT,
    "On what terms a supplier delivers a variant.",
    ("supplier_id", "variant_id"),
    (
        key("supplier_id", "The supplier."),
        key("variant_id", "The variant."),
        Column("lead_time_days", Type.REAL, "Mean from order to shelf.", unit="days", minimum=0),
        Column("lead_time_sd_days", Type.REAL, "Standard deviation of it.", unit="days", minimum=0),
        Column("moq", Type.QUANTITY, "Minimum order quantity of the variant.", minimum=0),
        Column("pack_size", Type.QUANTITY, "Orders come in multiples of this.", minimum=1),
        Column("unit_cost", Type.MONEY, "Cost of one unit.", minimum=0),
        _currency(),
        Column("preferred", Type.BOOLEAN, "Order here when several suppliers deliver it."),
    ),
)

SALE = Table(
    "sale",
    Kind.FACT,
    "An order line. A negative quantity is a return. No name, no e-mail, no address.",
    ("order_id", "variant_id", "line_no"),
    (
        key("order_id", "Order number in the source."),
        key("variant_id", "What was sold."),
        key(
            "line_no",
            "Which line of this variant within the order, from 1; nearly always 1.",
            Type.INTEGER,
        ),
        Column("sold_at", Type.TIMESTAMP, "When.", required=True),
        Column("quantity", Type.QUANTITY, "Units; negative for a return.", required=True),
        Column("unit_price", Type.MONEY, "Paid for one unit after discounts, before shipping."),
        Column("discount", Type.MONEY, "Discount on the whole line, already taken off."),
        _currency(),
        Column("location_id", Type.TEXT, "Where it was sold.", required=True),
        Column("channel", Type.TEXT, "Through what it was sold.", choices=CHANNELS),
        Column("customer_id", Type.TEXT, "Pseudonym of the buyer."),
        Column("return_reason", Type.TEXT, "Why it came back, when it did and it is known."),
    ),
)

STOCK = Table(
    "stock",
    Kind.FACT,
    "A count of stock at a moment. Null is unknown and never zero.",
    ("variant_id", "location_id", "counted_at"),
    (
        key("variant_id", "What was counted."),
        key("location_id", "Where."),
        key("counted_at", "When.", Type.TIMESTAMP),
        Column("on_hand", Type.QUANTITY, "Units present; may be negative in some sources."),
        Column("committed", Type.QUANTITY, "Units promised to open orders."),
        Column("incoming", Type.QUANTITY, "Units ordered and not yet arrived."),
    ),
)

PRICE_CHANGE = Table(
    "price_change",
    Kind.FACT,
    "The price of a variant from a moment on.",
    ("variant_id", "changed_at"),
    (
        key("variant_id", "The variant."),
        key("changed_at", "From when.", Type.TIMESTAMP),
        Column("price", Type.MONEY, "New selling price.", required=True, minimum=0),
        Column("full_price", Type.MONEY, "Price before markdown.", minimum=0),
        _currency(),
    ),
)

PROMOTION = Table(
    "promotion",
    Kind.FACT,
    "A style in a promotion.",
    ("promotion_id", "product_id"),
    (
        key("promotion_id", "The promotion."),
        key("product_id", "The style in it."),
        Column("name", Type.TEXT, "What it is called."),
        Column("starts_on", Type.DATE, "First day.", required=True),
        Column("ends_on", Type.DATE, "Last day.", required=True),
        Column("depth", Type.REAL, "Share taken off the price.", minimum=0, maximum=1),
    ),
)

CUSTOMER = Table(
    "customer",
    Kind.FACT,
    "A person, known by a keyed pseudonym only, and what they let the brand know.",
    ("customer_id",),
    (
        key("customer_id", "Keyed pseudonym; it cannot be turned back without the key."),
        Column("since", Type.DATE, "First day known."),
        Column("country", Type.TEXT, "ISO 3166 alpha-2 code."),
        Column("birth_decade", Type.INTEGER, "First year of the decade of birth.", unit="year"),
        Column("marketing_consent", Type.BOOLEAN, "May be written to; null is not asked."),
        Column("profiling_consent", Type.BOOLEAN, "May be profiled; null is not asked."),
        Column(
            "social_consent",
            Type.BOOLEAN,
            "What they shared of social accounts may be used; null is not asked, and is no.",
        ),
        Column("height_cm", Type.REAL, "Body height.", unit="cm", minimum=0, maximum=260),
        Column("weight_kg", Type.REAL, "Body weight.", unit="kg", minimum=0, maximum=400),
        Column("bust_cm", Type.REAL, "Bust or chest girth.", unit="cm", minimum=0, maximum=250),
        Column("cup", Type.TEXT, "Bra cup letter."),
        Column("waist_cm", Type.REAL, "Waist girth.", unit="cm", minimum=0, maximum=250),
        Column("hip_cm", Type.REAL, "Hip girth.", unit="cm", minimum=0, maximum=250),
        Column("body_type", Type.TEXT, "Body type as the person states it."),
        Column("usual_size", Type.TEXT, "Size as the person states it."),
        Column("tastes", Type.TEXTS, "Stated tastes, such as colour:navy."),
        Column(
            "interests",
            Type.TEXTS,
            "Words they shared of social accounts: hashtags, themes followed, names of boards.",
        ),
        Column("orders", Type.INTEGER, "Orders ever, as the source counts them.", minimum=0),
        Column("spent", Type.MONEY, "Money ever spent, as the source counts it."),
        _currency(),
    ),
)

STANCES = ("like", "avoid", "ignore", "erase", "neutral")

PROFILE_EDIT = Table(
    "profile_edit",
    Kind.FACT,
    "What a person says of their own profile; it overrules what was learnt.",
    ("customer_id", "name", "value"),
    (
        key("customer_id", "The person."),
        key("name", "Attribute, such as colour; * is the whole profile."),
        key("value", "Its value, such as navy; * is all of them."),
        Column(
            "stance",
            Type.TEXT,
            "like and avoid overrule; ignore learns nothing of it; erase forgets all before; "
            "neutral takes an edit back.",
            required=True,
            choices=STANCES,
        ),
        Column("at", Type.TIMESTAMP, "When it was said.", required=True),
    ),
)

EVENT_KINDS = (
    "view",
    "list",
    "select",
    "like",
    "cart",
    "uncart",
    "checkout",
    "purchase",
    "refund",
    "search",
    "rate",
    "other",
)

EVENT = Table(
    "event",
    Kind.FACT,
    "Something a person did in the shop.",
    ("event_id",),
    (
        key("event_id", "Id in the source, or a digest of the row."),
        Column("at", Type.TIMESTAMP, "When.", required=True),
        Column("kind", Type.TEXT, "What.", required=True, choices=EVENT_KINDS),
        Column("customer_id", Type.TEXT, "Pseudonym of the person."),
        Column("session_id", Type.TEXT, "Pseudonym of the visit or device."),
        Column("product_id", Type.TEXT, "The style."),
        Column("variant_id", Type.TEXT, "The variant."),
        Column("quantity", Type.QUANTITY, "Units."),
        Column("value", Type.MONEY, "Price of one unit at that moment."),
        _currency(),
        Column("query", Type.TEXT, "Search words."),
        Column("position", Type.INTEGER, "Place in the list shown, from 1."),
        Column("rating", Type.REAL, "Stars or points given."),
        Column("size", Type.TEXT, "Size in question, as written."),
        Column("fit", Type.TEXT, "How it fitted.", choices=("small", "fit", "large")),
        Column("occasion", Type.TEXT, "What for, as the person states it."),
    ),
)

POST = Table(
    "post",
    Kind.FACT,
    "A social post, a blog article or a count of searches.",
    ("post_id",),
    (
        key("post_id", "Id in the source, or a digest of source, time and text."),
        Column("at", Type.TIMESTAMP, "When it was published.", required=True),
        Column("source", Type.TEXT, "Where it was published.", required=True),
        Column("kind", Type.TEXT, "What it is.", required=True, choices=("post", "blog", "search")),
        Column("market", Type.TEXT, "ISO 3166 alpha-2 code, or a region."),
        Column("segment", Type.TEXT, "Audience, such as mainstream or influencer."),
        Column("language", Type.TEXT, "ISO 639-1 code."),
        Column("author_id", Type.TEXT, "Keyed pseudonym of the author."),
        Column("followers", Type.INTEGER, "Followers of the author.", minimum=0),
        Column("text", Type.TEXT, "The text, or the search term."),
        Column("image_path", Type.TEXT, "File in the workspace's media folder."),
        Column("url", Type.TEXT, "Address."),
        Column("likes", Type.INTEGER, "Likes.", minimum=0),
        Column("comments", Type.INTEGER, "Comments.", minimum=0),
        Column("shares", Type.INTEGER, "Shares or pins.", minimum=0),
        Column("amount", Type.REAL, "Search interest, for counts of searches.", minimum=0),
    ),
)

PO_STATES = ("suggested", "approved", "sent", "acknowledged", "part received", "closed", "void")

PURCHASE_ORDER = Table(
    "purchase_order",
    Kind.FACT,
    "An order placed with a supplier.",
    ("purchase_order_id",),
    (
        key("purchase_order_id", "Number of the order."),
        Column("supplier_id", Type.TEXT, "The supplier.", required=True),
        Column("state", Type.TEXT, "Where it stands.", required=True, choices=PO_STATES),
        Column("ordered_on", Type.DATE, "Day it was placed."),
        Column("expected_on", Type.DATE, "Day it should arrive."),
        _currency(),
        Column(RUN, Type.TEXT, "The run that suggested it."),
    ),
)

PURCHASE_ORDER_LINE = Table(
    "purchase_order_line",
    Kind.FACT,
    "One variant of a purchase order, for one location.",
    ("purchase_order_id", "variant_id", "location_id"),
    (
        key("purchase_order_id", "The order."),
        key("variant_id", "What is ordered."),
        key("location_id", "Where it goes."),
        Column("quantity", Type.QUANTITY, "Units ordered.", required=True, minimum=0),
        Column("received", Type.QUANTITY, "Units arrived and put into stock.", minimum=0),
        Column("held", Type.QUANTITY, "Units arrived and held for quality control.", minimum=0),
        Column("rejected", Type.QUANTITY, "Units arrived and refused.", minimum=0),
        Column("unit_cost", Type.MONEY, "Cost of one unit.", minimum=0),
    ),
)

FACTS = (
    PRODUCT,
    VARIANT,
    IMAGE,
    LOCATION,
    SUPPLIER,
    SUPPLY_TERM,
    SALE,
    STOCK,
    PRICE_CHANGE,
    PROMOTION,
    CUSTOMER,
    PROFILE_EDIT,
    EVENT,
    POST,
    PURCHASE_ORDER,
    PURCHASE_ORDER_LINE,
    SUPPLIER_CALENDAR,
    SUPPLIER_CLOSURE,
    RECEIPT,
)
