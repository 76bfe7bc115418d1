"""The sections of the settings file: every setting is a field here with its meaning."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from modiste.model.errors import InputError


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Europe" is a folder
        raise ValueError(f"{name!r} is no time zone; write it like Europe/Paris") from error
    return name


def _listed(given: object) -> object:
    """A list as the environment can give it: addresses with blanks or line ends between."""
    return given.split() if isinstance(given, str) else given


class Section(BaseModel):
    """A section of the settings file: closed to unknown names, never changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Brand(Section):
    """Who the workspace is for."""

    name: str = Field("My brand", description="Name shown on reports.")
    currency: str = Field(
        "EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217 code where a file names none."
    )
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "UTC", description="Time zone in which days and weeks begin, such as Europe/Paris."
    )
    first_weekday: int = Field(
        0, ge=0, le=6, description="Day on which a week begins: 0 is Monday, 6 is Sunday."
    )
    language: str = Field("en", pattern="^(en|zh)$", description="Language of reports: en or zh.")


class Storage(Section):
    """Where data lives."""

    lake: str = Field(
        "lake", description="Folder in the workspace, or a URL such as s3://bucket/lake."
    )
    ledger: str = Field(
        "ledger.db",
        description="SQLite file in the workspace, or a URL such as postgresql+pg8000://….",
    )
    engine: str = Field(
        "duckdb", description="duckdb, or the address of a Spark Connect server: sc://host:15002."
    )
    memory_mb: int = Field(
        2048, ge=256, description="Memory that the engine may use before it spills to disk, in MB."
    )
    retention_days: int = Field(
        30, ge=1, description="How long old versions of tables stay readable, in days."
    )


class Imports(Section):
    """How files are read."""

    decimal: Literal["", ".", ","] = Field(
        "", description="Decimal sign of files: . or , or empty to detect it."
    )
    location: str = Field("online", min_length=1, description="Location where a file names none.")


class Planning(Section):
    """How the weekly plan decides."""

    history_weeks: int = Field(
        156, ge=8, le=1040, description="Weeks of history that forecasts learn from."
    )
    horizon_weeks: int = Field(
        12, ge=1, le=104, description="Weeks forecast beyond lead time and review, at the least."
    )
    review_days: int = Field(7, ge=1, le=365, description="Days between two plans.")
    order_cycle_days: int = Field(
        28, ge=1, le=365, description="Days of demand that one order should cover beyond the need."
    )
    policy: Literal[
        "R,s,S", "R,S", "R,Q", "s,S", "base stock", "weeks of cover", "normal safety stock"
    ] = Field(
        "R,s,S",
        description="How stock is replenished: R,s,S, R,S, R,Q, s,S, base stock, weeks of cover "
        "or normal safety stock.",
    )
    service_kind: Literal["cycle", "fill"] = Field(
        "cycle",
        description="What service_level means: cycle, the chance of not running out before goods "
        "arrive, or fill, the share of units served from stock.",
    )
    service_level: float = Field(
        0.95, gt=0.5, lt=1.0, description="Service aimed at; service_kind says of which kind."
    )
    holding_rate: float = Field(
        0.2, gt=0, le=2, description="Cost of holding stock for a year, as a share of its cost."
    )
    order_line_cost: float = Field(
        0.0,
        ge=0,
        description="Cost of an order line whatever its size, in whole units of the currency of "
        "its cost; the policies R,Q and s,S weigh it.",
    )
    open_to_buy: int = Field(
        0,
        ge=0,
        description="Most that the orders of one plan may cost, in whole units of brand.currency; "
        "0 is no limit.",
    )
    transfer_cost: float = Field(
        3.0,
        ge=0,
        description="Cost of moving a unit between two locations, in whole units of the currency "
        "of its price.",
    )
    transfer_least: float = Field(
        50.0,
        ge=0,
        description="Least gain for which goods go from one location to another, likewise.",
    )
    clearance_weeks: int = Field(
        26,
        ge=1,
        le=104,
        description="Weeks in which stock should sell; markdowns are suggested for what would not.",
    )
    elasticity: float = Field(
        2.0,
        gt=0,
        le=10,
        description="Percent by which demand rises for each percent that a price falls.",
    )
    salvage: float = Field(
        0.3, ge=0, lt=1, description="Worth of a unit left over, as a share of its cost."
    )
    lead_time_days: float = Field(
        28.0, ge=0, le=730, description="Lead time assumed where no supply term names one."
    )
    lead_time_sd_days: float = Field(
        7.0, ge=0, le=365, description="Deviation of the lead time assumed likewise."
    )
    margin: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Share of the price assumed to be margin where no cost is known.",
    )
    backtest_origins: int = Field(
        3, ge=1, le=26, description="Rolling origins on which forecasters are judged."
    )
    backtest_series: int = Field(
        300, ge=10, description="Series of each demand class on which forecasters are judged."
    )
    more_forecasters: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        (), description="Further forecasters of demand that compete, such as LSTM."
    )
    seed: int = Field(0, ge=0, description="Seed of everything random in a plan.")


class Trends(Section):
    """How trends are forecast."""

    model: str = Field(
        "auto",
        min_length=1,
        description="Forecaster of trends: auto, or a name such as seasonal profile or LSTM.",
    )
    series: int = Field(
        400,
        ge=1,
        description="Series forecast at the most: posts of all markets, then searches and the "
        "shop's own figures, then influencers and single markets.",
    )
    pictures: int = Field(
        200, ge=0, description="New pictures of styles and posts described in one run at the most."
    )
    feeds: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        (),
        description="Addresses of the RSS and Atom feeds that 'modiste trends ingest' asks, a "
        "list; in the environment with blanks between.",
    )
    feed_minutes: float = Field(
        55.0, ge=0, description="Minutes after which a feed is asked again, at the least."
    )
    feed_seconds: float = Field(
        5.0, ge=0, description="Seconds between two requests to one host, at the least."
    )
    private_feeds: bool = Field(
        False,
        description="Whether feeds of private networks and of this machine may be asked.",
    )


def _limits(text: str) -> str:
    """Limits by role that can be read."""
    from modiste.model.limits import parse_limits

    try:
        parse_limits(text)
    except InputError as error:
        raise ValueError(str(error)) from error
    return text


def _amounts(text: str) -> str:
    from modiste.model.money import parse_amounts

    try:
        parse_amounts(text)
    except InputError as error:
        raise ValueError(str(error)) from None
    return text


class Replenishment(Section):
    """How purchase orders are raised, approved and sent."""

    raise_orders: bool = Field(
        True, description="Whether a plan raises purchase orders from its suggestions."
    )
    destination: Literal["together", "location", "hub"] = Field(
        "together",
        description="One order a supplier for all locations (together), one for each location "
        "(location), or everything to one place (hub).",
    )
    hub: str = Field("", description="The location that everything is ordered to under hub.")
    supplier: str = Field(
        "", description="Supplier of variants for which no supply term names one; empty for none."
    )
    approve_order: Annotated[str, AfterValidator(_amounts)] = Field(
        "",
        description="Cost up to which one order is approved by rule, such as EUR 5000, USD 6000; "
        "empty leaves every order to a person.",
    )
    approve_week: Annotated[str, AfterValidator(_amounts)] = Field(
        "",
        description="Cost of all orders approved by rule in one week at the most, likewise; "
        "a currency that it does not name has no such limit.",
    )
    approve_roles: Annotated[str, AfterValidator(_limits)] = Field(
        "",
        description="Cost of one order up to which a role may approve it, such as buyer EUR 20000; "
        "planner EUR 80000; a role that is not named has no limit, a currency that its limit does "
        "not name is not approved by it.",
    )
    holidays: Literal["country", "none"] = Field(
        "country",
        description="Holidays of suppliers whose calendar names none: those of their country, "
        "or none.",
    )
    acknowledge_days: int = Field(
        3, ge=0, le=90, description="Days after which an order that is not acknowledged is late."
    )
    send_by: Literal["csv", "xlsx", "shopify", "email", "webhook"] = Field(
        "xlsx", description="How orders are sent where the command does not say."
    )
    attempts: int = Field(
        5, ge=1, le=20, description="How often sending is tried before it is given up for now."
    )
    timeout_seconds: float = Field(
        30.0, gt=0, le=600, description="Seconds that a mail server or a webhook may take."
    )
    webhook_url: str = Field(
        "", description="Address that orders are posted to; it may begin with https:// or http://."
    )
    smtp_host: str = Field("", description="Mail server that orders are sent through.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is encrypted."
    )
    smtp_user: str = Field(
        "", description="Name to sign in with; the password is in MODISTE_SMTP_PASSWORD."
    )
    mail_from: str = Field("", description="Address that orders are sent from.")
    mail_copy: str = Field("", description="Address that gets a copy of every order.")

    @model_validator(mode="after")
    def _hub_is_named(self) -> Self:
        if self.destination == "hub" and not self.hub:
            raise ValueError("destination is hub, so hub must name a location")
        return self


class Recommend(Section):
    """How recommendations are made, and the rules that shape every list."""

    length: int = Field(12, ge=1, le=200, description="Items of a list.")
    unasked: bool = Field(
        False,
        description="Whether people who were never asked for consent to profiling are profiled; "
        "those who said no never are.",
    )
    history_days: int = Field(730, ge=30, description="Days of purchases and visits learnt from.")
    active_days: int = Field(
        365,
        ge=1,
        description="The plan makes lists for people who did something within so many days.",
    )
    in_size: bool = Field(
        True, description="Show only what is not out of stock in the person's size."
    )
    repeat_days: int = Field(
        90, ge=0, description="Days for which what was bought is not shown again; 0 shows it."
    )
    one_colour: bool = Field(True, description="Show a style once in a list, in its best colour.")
    category_share: float = Field(
        0.5, gt=0, le=1, description="Share of a list that one category may fill; 1 is no limit."
    )
    brand_share: float = Field(
        0.6, gt=0, le=1, description="Share of a list that one brand may fill; 1 is no limit."
    )
    season: float = Field(
        0.0,
        ge=0,
        le=5,
        description="Weight of how well an item sells in this month, on top of what was learnt.",
    )
    return_risk: float = Field(
        1.0,
        ge=0,
        le=5,
        description="Weight of the chance that an item is kept; 1 ranks by kept sales.",
    )
    margin: float = Field(
        0.0, ge=0, le=5, description="Weight of an item's margin; 1 ranks by expected margin."
    )
    freshness: float = Field(0.1, ge=0, le=5, description="Weight of newness.")
    fairness: float = Field(
        0.1,
        ge=0,
        le=5,
        description="Weight by which brands shown less than their share are raised.",
    )
    ranker: Literal["auto", "never"] = Field(
        "auto", description="Whether a learned ranker is used where it wins the backtest."
    )


def _cron(text: str) -> str:
    if text and len(text.split()) != 5:
        raise ValueError(f"{text!r} is no cron expression of five fields, such as 0 6 * * 1")
    if text:
        try:
            from croniter import croniter
        except ModuleNotFoundError:  # comes with the extra that runs jobs
            return text
        if not croniter.is_valid(text):
            raise ValueError(f"{text!r} is no cron expression, such as 0 6 * * 1")
    return text


class Jobs(Section):
    """What is done in the background, and when."""

    processes: int = Field(
        0,
        ge=0,
        le=64,
        description="Jobs done at once; 0 is one less than the processors, and at least one.",
    )
    zone: Annotated[str, AfterValidator(lambda name: _known_zone(name) if name else name)] = Field(
        "", description="Time zone of the times below; that of the brand where it is empty."
    )
    plan: Annotated[str, AfterValidator(_cron)] = Field(
        "0 6 * * 1",
        description="When the weekly plan is made, as a cron expression: minute, hour, day of the "
        "month, month, day of the week; empty for never.",
    )
    trends: Annotated[str, AfterValidator(_cron)] = Field(
        "30 5 * * *", description="When the feeds of trends.feeds are asked, likewise."
    )
    compact_seconds: float = Field(
        30.0, ge=1, le=3600, description="Seconds after which received events go to the lake."
    )
    keep_days: int = Field(
        90, ge=1, le=3650, description="Days for which jobs that ended are listed."
    )
    grace_seconds: float = Field(
        20.0,
        ge=0,
        le=600,
        description="Seconds that a cancelled job may take to end before its process is ended.",
    )


class Server(Section):
    """How people and programs reach the app, and how long they stay signed in."""

    url: str = Field(
        "",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="Address by which people reach the app where it stands behind a proxy or a "
        "name, such as https://modiste.example; links and cookies are made for it.",
    )
    hosts: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        (),
        description="Names by which the app may also be called; addresses made of numbers and "
        "localhost always may.",
    )
    proxies: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        (),
        description="Addresses or networks of proxies whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed.",
    )
    idle_hours: float = Field(
        12.0, gt=0, le=720, description="Hours without use after which a session ends."
    )
    session_days: float = Field(
        14.0, gt=0, le=365, description="Days after which a session ends in any case."
    )
    link_hours: float = Field(
        24.0, gt=0, le=720, description="Hours for which a one-time link works."
    )
    requests_per_minute: int = Field(
        1800,
        ge=0,
        description="Requests that one person, and one address, may make in a minute; 0 is any.",
    )
    key_requests_per_minute: int = Field(
        60_000, ge=0, description="Requests that one key may make in a minute; 0 is any."
    )
    sign_ins_per_minute: int = Field(
        20, ge=1, description="Attempts to sign in that one address may make in a minute."
    )
    repeat_hours: float = Field(
        24.0, gt=0, le=720, description="Hours for which an Idempotency-Key is remembered."
    )
    body_mb: int = Field(
        16, ge=1, le=1024, description="Size of a request that is no upload, in megabytes."
    )
    oidc_issuer: str = Field(
        "", description="URL of an OpenID Connect provider to sign in with; empty is none."
    )
    oidc_client_id: str = Field(
        "", description="Name of this app there; its secret is in MODISTE_OIDC_SECRET."
    )
    oidc_role: str = Field(
        "",
        pattern="^(|planner|buyer|designer|marketer|viewer)$",
        description="Role of people whom the provider knows and the workspace does not; empty "
        "refuses them.",
    )


class Design(Section):
    """Optional helpers of the design studio; without them it works on its own and offline."""

    llm_url: str = Field(
        "",
        description="Base address of an OpenAI-compatible language model, such as "
        "http://localhost:11434/v1; empty for none. Its key is read from MODISTE_LLM_KEY.",
    )
    llm_model: str = Field("", description="Name of the model at that address.")
    llm_seconds: float = Field(
        60.0, gt=0, le=600, description="Seconds to wait for one answer of a helper."
    )
    images_url: str = Field(
        "",
        description="Base address of an OpenAI-compatible images endpoint; empty for none. Its key "
        "is read from MODISTE_IMAGES_KEY.",
    )
    images_model: str = Field("", description="Name of the model at that address.")
    images_licence: str = Field(
        "",
        description="Licence of that model, shown beside every picture, such as apache-2.0 or "
        "cc-by-nc-4.0.",
    )
    diffusers: str = Field(
        "",
        description="Folder of a diffusion model in the format of the package diffusers; empty for "
        "none. Nothing is ever downloaded.",
    )
    noncommercial: bool = Field(
        False,
        description="Whether models with a licence for non-commercial use only may be used.",
    )
