"""Models of the API. Made by modiste.serve.api.client; do not edit."""
# fmt: off
# ruff: noqa

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of all: never changed; what a newer server adds is left out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, protected_namespaces=()
    )


class Accept(Model):
    """Accept, perhaps with another quantity or cut."""

    quantity: int | None = None
    cut: float | None = None
    anyway: bool = False


class Acknowledge(Model):
    """What the supplier says."""

    expected_on: dt.date | None = None
    reference: str | None = None
    lines: list[LineUnits] = Field(default_factory=list)
    why: str | None = None


class AddKey(Model):
    """A key to be made."""

    name: str
    scopes: list[Scope]
    origins: list[str] | None = None
    expires_at: dt.datetime | None = None


class AddUser(Model):
    """Somebody to be added."""

    email: str
    role: Role
    name: str = ''
    language: Literal['en', 'zh'] = 'en'


class Advice(Model):
    """Something to add to the range or to reduce."""

    name: str
    value: str
    kind: Label
    label: Label
    hex_: str | None = Field(..., alias='hex')
    suggestion_id: str
    action: Literal['range', 'reduce']
    money_at_stake: Amount | None
    reason: str
    trend: Trend | None
    exposure: Stand | None


class Ahead(Model):
    """Forecast weeks with their quantiles: shares, 0 to 1."""

    weeks: list[dt.date]
    mean: list[float]
    q10: list[float | None]
    q25: list[float | None]
    q75: list[float | None]
    q90: list[float | None]


class AheadWeek(Model):
    """The forecast of a week."""

    week: dt.date
    mean: float
    quantiles: dict[str, float | None]
    last_year: int | None


class AlertRow(Model):
    """Something about an order that cannot wait."""

    purchase_order_id: str
    kind: str
    days: int
    units: int
    what: str
    supplier_id: str | None
    cost: Amount | None


class Alive(Model):
    """The server answers."""

    status: str


class Amount(Model):
    """An amount of money: a whole number of minor units (cents, fen) of a currency."""

    minor: int
    currency: str


class Answered(Model):
    """The plan solved again."""

    series: int
    seconds: float
    totals: list[Totals]
    gap: float | None
    changed: int
    lines: list[ChangedLine]


class Arrival(Model):
    """What is under way."""

    purchase_order_id: str
    expected_on: dt.date | None
    overdue_days: int | None
    units: int


class AssignmentView(Model):
    """A column of a table and the column of the file that feeds it."""

    table: str
    column: str
    header: str


class AssignmentWanted(Model):
    """The same, wanted."""

    table: str
    column: str
    header: str


class AssignmentsWanted(Model):
    """All plain assignments of a mapping; what else it says stays."""

    assignments: list[AssignmentWanted]


class AttributeRow(Model):
    """Something that a source says of the style."""

    name: str
    value: str
    label: str
    source: Literal['person', 'catalogue', 'text', 'image']
    confidence: float
    counts: bool


class Attributes(Model):
    """What the style is like, by all sources."""

    product_id: str
    attributes: list[AttributeRow]


Audience: TypeAlias = Literal['women', 'men', 'children']


class AuditView(Model):
    """Who did what, when."""

    id: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


BackPocket: TypeAlias = Literal['none', 'patch', 'welt']


class BecomeOwner(Model):
    """The first owner, with the link that the server printed."""

    token: str
    email: str
    password: str
    name: str = ''
    language: Literal['en', 'zh'] = 'en'


Belt: TypeAlias = Literal['none', 'belt', 'sash']


class Board(Model):
    """What rises, peaks and falls in a market and segment."""

    run_id: str | None
    as_of: dt.date | None
    market: str
    segment: str
    markets: list[str]
    segments: list[str]
    kinds: dict[str, Label]
    stages: dict[str, int]
    columns: list[Column]


class BoardAnswer(Model):
    """A board of distinct designs."""

    designs: list[Design]
    seed: int
    tried: int
    cells: int
    closest: float
    heard: Heard | None


class Body(Model):
    """Girths of an adult body."""

    bust: float
    waist: float
    hip: float
    high_hip: float | None = None
    unit: Literal['cm', 'in'] = 'cm'
    gender: Literal['women', 'men'] = 'women'
    language: Literal['en', 'zh'] | None = None


class BrandView(Model):
    """The brand whose workspace this is, as every page needs it."""

    name: str
    currency: str
    zone: str
    first_weekday: int


class Budget(Model):
    """An amount of money."""

    minor: int
    currency: str


class BudgetBegin(Model):
    """How a budget is begun."""

    method: Literal['forecast', 'last year', 'last year and forecast'] = 'forecast'
    weeks: int = 26
    growth: float = 0.0
    cover_weeks: float = 10.0


class BudgetEdits(Model):
    """BudgetEdits of the budget, carried out in their order as one change."""

    cells: list[CellEdit]


class BuyingRow(Model):
    """What may still be bought in a period; minor units, or units."""

    key: str
    period: str
    first: dt.date
    last: dt.date
    opening: float
    sales: float
    markdown: float
    closing: float
    on_order: float
    suggested: float
    open_to_buy: float


class BuyingView(Model):
    """Open-to-buy."""

    plan: Literal['budget', 'reforecast']
    measure: Literal['units', 'retail', 'cost']
    currency: str
    rows: list[BuyingRow]


class Calibration(Model):
    """What became of earlier calls, and how near forecast peaks were."""

    rising: Rate | None
    stages: dict[str, Rate]
    origins: list[dt.date]
    peaks_judged: int
    peak_weeks: float | None
    peaks_near: int
    influencer_lead: float | None
    model: str | None
    posts: int


class CandidateView(Model):
    """An importer that may read a file."""

    importer: str
    title: str
    confidence: float


class CapsuleView(Model):
    """A few pieces that make many outfits."""

    pieces: list[PieceView]
    outfits: int
    week: list[list[str]]
    price: Amount
    value: float
    bound: float
    gap: float


class Card(Model):
    """One trend of the board."""

    name: str
    value: str
    kind: Label
    label: Label
    hex_: str | None = Field(..., alias='hex')
    series_id: str
    market: str
    segment: str
    stage: Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']
    level: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    confidence: float | None
    peak_week: dt.date | None
    season_strength: float | None
    lead_weeks: int | None
    leading_source: str | None
    curve: Curve
    pictures: list[Shot]
    palette: list[Colour]
    exposure: Stand | None


Category: TypeAlias = Literal['dress', 'shirt', 'blouse', 'tee', 'knit', 'jacket', 'coat', 'skirt', 'trousers', 'shorts', 'jumpsuit']


class CategorySizes(Model):
    """Sizes bought in a category."""

    category: str
    label: str
    sizes: list[SizeCount]


class CellEdit(Model):
    """One cell of the budget."""

    level: Literal['total', 'category', 'style']
    key: str
    week: dt.date
    field: Literal['sales', 'closing', 'markdown', 'intake', 'cover']
    value: float


class ChangeMe(Model):
    """What one may change about oneself."""

    name: str | None = None
    language: Literal['en', 'zh'] | None = None


class ChangePassword(Model):
    """A new password in place of an old one."""

    old: str
    new: str


class ChangeUser(Model):
    """What an owner may change about somebody; what is left out stays."""

    name: str | None = None
    role: Role | None = None
    language: Literal['en', 'zh'] | None = None
    active: bool | None = None


class ChangeView(Model):
    """A change of the budget."""

    revision: int
    at: dt.datetime
    actor: str
    what: dict[str, Any]
    cells: int
    undoes: int | None
    undone: bool


class Changed(Model):
    """A design after a change."""

    spec: DesignSpec
    others: list[str]


class ChangedLine(Model):
    """A variant and place whose order changes."""

    variant_id: str
    title: str | None
    colour: str | None
    size: str | None
    picture: str | None
    location_id: str
    location: str
    before: int
    after: int
    difference: int
    cost_difference: Amount | None


class Changing(Model):
    """A design and slots to set in it."""

    spec: dict[str, Any]
    settings: dict[str, str]
    language: Literal['en', 'zh'] = 'en'


class Checked(Model):
    """Whether a design can be made."""

    valid: bool
    reasons: list[str]
    nearest: DesignSpec
    changes: list[str]


ChestPocket: TypeAlias = Literal['none', 'patch', 'flap', 'welt']


class Choice(Model):
    """One value of a slot."""

    value: str
    en: str
    zh: str


class ChoiceWanted(Model):
    """How a file is to be read."""

    importer: str | None = None
    mapping: str | None = None


class Closure(Model):
    """What opens it, and where."""

    type: ClosureType = 'none'
    place: ClosurePlace = 'none'


ClosurePlace: TypeAlias = Literal['none', 'front', 'half-front', 'back', 'side']


ClosureType: TypeAlias = Literal['none', 'buttons', 'double-breasted', 'snaps', 'toggles', 'zip', 'invisible-zip', 'fly', 'tie', 'lacing']


Collar: TypeAlias = Literal['none', 'shirt', 'button-down', 'band', 'camp', 'polo', 'peter-pan', 'sailor', 'bow', 'ruffle', 'mock', 'turtle', 'funnel', 'notched', 'peak', 'shawl', 'hood']


class Colour(Model):
    """A colour of the brand's styles."""

    value: str
    label: Label
    hex_: str = Field(..., alias='hex')
    styles: int


ColourRole: TypeAlias = Literal['main', 'second', 'accent', 'trim', 'lining']


class ColourUse(Model):
    """One colour of the garment."""

    hex_: str = Field(..., alias='hex')
    name: str = ''
    role: ColourRole = 'main'


class Column(Model):
    """Trends that go the same way, the surest first."""

    part: Literal['rising', 'peaking', 'falling']
    total: int
    cards: list[Card]
    palette: list[Colour]


class ColumnView(Model):
    """A column."""

    name: str
    type: str
    meaning: str
    key: bool
    required: bool
    unit: str


class CompanionView(Model):
    """An item that goes with another."""

    rank: int
    product_id: str
    title: str
    colour: str | None
    picture: str | None
    category: str | None
    price: Amount | None
    score: float
    reason: str


class CompanionsView(Model):
    """Items for an item."""

    run_id: str
    as_of: dt.date
    item: str
    kind: Literal['alike', 'with']
    items: list[CompanionView]


class Consent(Model):
    """What a person agreed to; null was never asked."""

    profiling: bool | None
    marketing: bool | None
    profiled: bool


class ConsentSent(Model):
    """What the visitor agreed to, in the words of Google's consent mode."""

    analytics_storage: Literal['granted', 'denied'] | None = None
    ad_personalization: Literal['granted', 'denied'] | None = None


class ConsentTold(Model):
    """A person's answer."""

    profiling: bool | None = None
    marketing: bool | None = None


class Correction(Model):
    """All values that the style has of one attribute, as a person sees them."""

    name: str
    values: list[str]


class Corrections(Model):
    """Corrections of a style."""

    corrections: list[Correction]


class Course(Model):
    """One version of a row, a number a week; null is unknown."""

    opening: list[float | None]
    sales: list[float | None]
    intake: list[float | None]
    markdown: list[float | None]
    closing: list[float | None]
    cover: list[float | None]


Cuff: TypeAlias = Literal['none', 'hem', 'band', 'shirt', 'french', 'rib', 'elastic', 'turn-up', 'ruffle']


class Curve(Model):
    """The past of a series and where it is going."""

    series_id: str
    name: str
    value: str
    market: str
    segment: str
    weeks: list[dt.date]
    share: list[float | None]
    ahead: Ahead | None


class Customer(Model):
    """A customer in detail."""

    as_of: dt.date
    customer: CustomerRow
    body_type: str | None
    usual_size: str | None
    sizes: list[CategorySizes]
    lines: list[OrderLine]
    events: list[EventRow]


class CustomerRow(Model):
    """A customer, by pseudonym."""

    customer_id: str
    segment: Literal['champion', 'loyal', 'new', 'one order', 'at risk', 'lapsed', 'visitor']
    since: dt.date | None
    country: str | None
    birth_decade: int | None
    orders: int
    units: int
    returned: int
    money: Amount
    first: dt.date | None
    last: dt.date | None
    consent: Consent


Darts: TypeAlias = Literal['none', 'bust', 'waist', 'both']


class DecisionDone(Model):
    """What became of one of several."""

    id: str
    done: bool
    decision: DecisionView | None
    problem: Problem | None = None


class DecisionMeant(Model):
    """DecisionMeant of several decisions."""

    id: str
    version: int | None = None
    quantity: int | None = None
    cut: float | None = None


class DecisionSum(Model):
    """How many decisions there are of a kind and state, and their money."""

    kind: Literal['buy', 'transfer', 'markdown', 'hold', 'expedite', 'count', 'range', 'reduce', 'stock out', 'heavy', 'never sold', 'wrong size mix', 'late order', 'order']
    state: Literal['open', 'accepted', 'dismissed', 'ordered', 'covered']
    count: int
    money: list[Amount]


class DecisionView(Model):
    """Something to decide, why, and what was decided."""

    id: str
    rank: int
    kind: Literal['buy', 'transfer', 'markdown', 'hold', 'expedite', 'count', 'range', 'reduce', 'stock out', 'heavy', 'never sold', 'wrong size mix', 'late order', 'order']
    state: Literal['open', 'accepted', 'dismissed', 'ordered', 'covered']
    money: Amount | None
    title: str | None
    product_id: str | None
    variant_id: str | None
    colour: str | None
    size: str | None
    category: str | None
    picture: str | None
    location: str | None
    from_location: str | None
    attribute: str | None
    label: dict[str, str] | None
    supplier: str | None
    quantity: int | None
    suggested: int | None
    cut: float | None
    cost: Amount | None
    sells_out_on: dt.date | None
    purchase_order_id: str | None
    order_state: str | None
    places: list[PlaceView]
    evidence: list[EvidenceView]
    reason: dict[str, str]
    editable: Literal['quantity', 'cut'] | None
    version: int
    etag: str
    why: str | None
    actor: str | None
    at: dt.datetime | None


class DecisionsMeant(Model):
    """Several decisions at once."""

    action: Literal['accept', 'dismiss', 'undo']
    items: list[DecisionMeant]
    reason: str | None = None
    anyway: bool = False


class Design(Model):
    """One design of a board."""

    spec: DesignSpec
    quality: float
    scores: dict[str, float]
    known: list[str]
    descriptors: dict[str, int]
    why: list[str]


class DesignSpec(Model):
    """One garment."""

    category: Category
    length: Length
    version: Literal[1] = 1
    name: str = ''
    audience: Audience = 'women'
    silhouette: Silhouette = 'straight'
    fit: Fit = 'regular'
    neckline: Neckline = 'none'
    collar: Collar = 'none'
    sleeve: Sleeve | None = None
    closure: Closure | None = None
    waist: Waist | None = None
    hem: Hem = 'plain'
    slit: Slit = 'none'
    pockets: Pockets | None = None
    shaping: Shaping | None = None
    fullness: Fullness | None = None
    fabric: Fabric | None = None
    colours: list[ColourUse] | None = None
    print_: Print | None = None
    trims: list[Trim] = Field(default_factory=list)


class Detail(Model):
    """All that is known of one attribute."""

    trend: Trend
    readings: list[Trend]
    exposure: Stand | None
    drivers: list[Post]
    styles: list[Styled]
    pictures: list[Shot]
    palette: list[Colour]


class Dismiss(Model):
    """Dismiss, with a reason."""

    reason: str


class Draping(Model):
    """A design to be draped."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'
    size: str | None = None
    body: dict[str, float] | None = None
    fabric: Literal['cotton poplin', 'denim', 'silk', 'jersey', 'wool'] | None = None


class Drawing(Model):
    """A design to draw."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'
    view: Literal['front', 'back', 'both'] = 'both'
    colour: str | None = None
    construction: bool = False


class EditView(Model):
    """What a person said of their profile."""

    name: str
    value: str
    label: str
    stance: Literal['like', 'avoid', 'ignore']


class Edits(Model):
    """Edits of a profile; each value is written like ``colour:navy``."""

    like: list[str] | None = None
    avoid: list[str] | None = None
    ignore: list[str] | None = None
    withdraw: list[str] | None = None


class EventRow(Model):
    """Something that the person did in the shop."""

    at: dt.datetime
    kind: str
    product_id: str | None
    title: str | None
    size: str | None
    fit: str | None
    rating: float | None
    occasion: str | None


class EventsSent(Model):
    """Events in the shape of GA4's measurement protocol."""

    events: list[dict[str, Any]]
    client_id: str | None = None
    user_id: str | None = None
    timestamp_micros: int | None = None
    consent: ConsentSent | None = None


class EventsTaken(Model):
    """What was taken; it is on the disk."""

    accepted: int
    repeated: int
    rejected: list[RejectedEvent]


class Evidence(Model):
    """What the advice rests on."""

    sizes_worn_or_stated: int
    body_numbers: int
    records_of_the_style: int


class EvidenceView(Model):
    """DecisionMeant number that speaks for a decision."""

    name: str
    value: float | str | None
    unit: Literal['units', 'days', 'weeks', 'share', 'day']


class ExceptionRow(Model):
    """Something about stock or orders that cannot wait."""

    rank: int
    kind: str
    variant_id: str | None
    product_id: str | None
    title: str | None
    colour: str | None
    size: str | None
    picture: str | None
    location_id: str | None
    location: str | None
    purchase_order_id: str | None
    money: Amount | None
    units: int | None
    position: int | None
    on_hand: int | None
    on_order: int | None
    weekly_demand: float | None
    days: int | None
    reason: dict[str, str]


class ExplainView(Model):
    """Why a variant is forecast as it is."""

    run_id: str
    variant_id: str
    forecast: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    models_: list[dict[str, Any]] = Field(..., alias='models')
    price: dict[str, Any] | None
    style: list[dict[str, Any]]


class ExplanationView(Model):
    """Why a variant is ordered for a place, or is not."""

    variant_id: str
    location_id: str
    location: str
    verdict: dict[str, str]
    steps: list[StepView]
    forecast: list[ForecastWeek]


class ExportWanted(Model):
    """An export in the background."""

    format_: Literal['csv', 'xlsx', 'parquet', 'json'] = Field(..., alias='format')
    run_id: str | None = None


class Exposed(Model):
    """How the range stands to an attribute that is talked about."""

    styles: int
    share_of_styles: float | None
    share_of_sales: float | None
    share_of_stock: float | None
    share_of_voice: float | None
    name: str
    value: str
    kind: Label
    label: Label
    hex_: str | None = Field(..., alias='hex')
    stage: Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat'] | None
    change: float | None


class Fabric(Model):
    """The cloth."""

    material: Material = 'cotton'
    weave: Weave = 'poplin'
    weight: int = 120
    stretch: int = 0


class Facet(Model):
    """A value that the grid can be filtered by."""

    value: str
    label: str
    count: int


class Facets(Model):
    """Values to filter by, the most frequent first."""

    as_of: dt.date
    category: list[Facet]
    colour: list[Facet]
    stage: list[Facet]
    stock: list[Facet]
    status: list[Facet]
    gender: list[Facet]
    season: list[Facet]


class FieldProblem(Model):
    """What is wrong with one field of a request."""

    field: str
    code: str
    detail: str


class Figure(Model):
    """A total as it is, as it would be, and the difference."""

    before: float
    after: float
    difference: float


class FileView(Model):
    """An uploaded file."""

    name: str
    size: int
    kind: str
    importer: str | None
    mapped: bool
    readable: bool
    parts: list[PartView]


class FindingView(Model):
    """Something that is missing or wrong in the facts."""

    code: str
    table: str
    severity: Literal['high', 'medium', 'low']
    count: int
    total: int
    what: str
    effect: str
    remedy: str
    examples: list[str]


Fit: TypeAlias = Literal['tight', 'slim', 'regular', 'relaxed', 'oversized']


class ForecastRow(Model):
    """A week of forecast demand."""

    week: dt.date
    mean: float
    low: float | None
    high: float | None


class ForecastView(Model):
    """Demand that was and that is expected."""

    run_id: str
    level: Literal['total', 'category', 'location', 'style', 'variant']
    key: str
    title: str
    models_: list[str] = Field(..., alias='models')
    history: list[PastWeek]
    forecast: list[AheadWeek]


class ForecastWeek(Model):
    """The forecast of a week."""

    week: dt.date
    mean: float
    q10: float | None = None
    q50: float | None = None
    q90: float | None = None


class Fullness(Model):
    """Pleats, gathers, tiers and ruffles."""

    pleats: Pleats = 'none'
    gathers: Gathers = 'none'
    tiers: Literal[0, 2, 3, 4, 5] = 0
    ruffles: Ruffles = 'none'


Gathers: TypeAlias = Literal['none', 'neck', 'bust', 'waist', 'yoke']


class GaveWay(Model):
    """A wish that gave way to another."""

    slot: str
    kept: str
    dropped: str
    reason: str


class Grid(Model):
    """The weekly grid: sales, stock and intake in every version of the plan."""

    run_id: str | None
    this_week: dt.date
    revision: int
    currency: str
    level: Literal['total', 'category', 'style']
    measure: Literal['units', 'retail', 'cost']
    weeks: list[WeekView]
    rows: list[GridRow]
    next_cursor: str | None
    total: int


class GridRow(Model):
    """A row of the grid with all its versions."""

    level: Literal['total', 'category', 'style']
    key: str
    title: str
    category: str | None
    picture: str | None
    versions: dict[str, Course]


class Heard(Model):
    """What was made of words."""

    spec: DesignSpec
    said: dict[str, str]
    assumed: list[str]
    aesthetics: list[str]
    understood: list[Understood]
    unknown: list[NotUnderstood]
    conflicts: list[GaveWay]


Hem: TypeAlias = Literal['plain', 'curved', 'high-low', 'asymmetric', 'scalloped', 'rib', 'elastic', 'turn-up', 'raw']


HipPocket: TypeAlias = Literal['none', 'in-seam', 'slant', 'patch', 'welt', 'flap', 'kangaroo', 'five']


class HistoryRow(Model):
    """One thing that happened to an order."""

    at: dt.datetime
    actor: str
    action: str
    before: str | None
    after: str | None
    why: str | None
    version: int | None
    changes: dict[str, Any]


class ImportLine(Model):
    """An import in the list."""

    import_id: str
    actor: str
    created_at: dt.datetime
    state: Literal['open', 'committed', 'done', 'failed', 'cancelled']
    files: list[str]
    job_id: str | None


class ImportView(Model):
    """Files that are imported together."""

    import_id: str
    actor: str
    created_at: dt.datetime
    state: Literal['open', 'committed', 'done', 'failed', 'cancelled']
    files: list[FileView]
    job: JobView | None
    rows: int
    written: int
    unchanged: int
    set_aside: int
    reasons: dict[str, int]
    tables: dict[str, dict[str, int]]
    correctable: list[str]


class ImporterView(Model):
    """A format that can be imported."""

    name: str
    title: str
    tables: list[str]


class Inspect(Model):
    """The verdict of quality control."""

    lines: list[LineVerdict]
    why: str | None = None


class JobKindView(Model):
    """A kind of job that may be asked for by hand."""

    name: str
    title: str
    scope: str


class JobStarted(Model):
    """A job that was asked for."""

    job_id: str


class JobView(Model):
    """A job."""

    job_id: str
    kind: str
    title: str
    state: Literal['queued', 'running', 'done', 'failed', 'cancelled']
    progress: str
    fraction: float | None
    attempt: int
    cut_off: int
    cancelling: bool
    actor: str
    arguments: dict[str, Any]
    result: dict[str, Any]
    error: dict[str, Any]
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


class JobWanted(Model):
    """A job to be done."""

    kind: str
    arguments: dict[str, Any] | None = None


class KeyView(Model):
    """A program's key, without its secret."""

    key_id: str
    prefix: str
    name: str
    scopes: list[Scope]
    origins: list[str]
    created_by: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    active: bool


class Label(Model):
    """What something is called in both languages."""

    en: str
    zh: str


class LaunchRow(Model):
    """A style that is new, and what is expected of it."""

    product_id: str
    title: str | None
    category: str | None
    launched_on: dt.date | None
    model: str
    series: int
    weeks: int
    sold: int
    expected: float
    low: float | None
    high: float | None


class Laying(Model):
    """A size mix to be laid on cloth."""

    spec: dict[str, Any]
    sizes: dict[str, int]
    language: Literal['en', 'zh'] = 'en'
    width: float = 150.0
    nap: bool | None = None
    seconds: int = 10


LegPocket: TypeAlias = Literal['none', 'cargo']


Length: TypeAlias = Literal['cropped', 'waist', 'hip', 'tunic', 'mini', 'above-knee', 'knee', 'midi', 'ankle', 'maxi', 'full', 'floor']


class LikingView(Model):
    """A taste."""

    name: str
    value: str
    label: str
    liking: float
    evidence: float
    share: float
    said: bool


class LimitView(Model):
    """What the caller may approve."""

    role: str
    may_approve: bool
    limited: bool
    limits: list[Amount]


class LineArrival(Model):
    """What came of one line."""

    variant_id: str
    location_id: str
    accepted: int = 0
    held: int = 0
    rejected: int = 0


class LineUnits(Model):
    """Units of one line."""

    variant_id: str
    location_id: str
    quantity: int


class LineVerdict(Model):
    """What becomes of units that were held."""

    variant_id: str
    location_id: str
    accepted: int = 0
    rejected: int = 0


class LineView(Model):
    """One variant of an order, for one place."""

    variant_id: str
    location_id: str
    location: str
    product_id: str | None
    title: str | None
    colour: str | None
    size: str | None
    picture: str | None
    quantity: int
    received: int
    held: int
    rejected: int
    in_transit: int
    unit_cost: Amount | None
    line_cost: Amount | None
    moq: int
    pack_size: int
    reason: str | None


class LinkPurpose(Model):
    """What a one-time link is for."""

    purpose: Purpose
    email: str | None
    expires_at: dt.datetime


class LinkView(Model):
    """A one-time link; shown once."""

    link: str
    expires_at: dt.datetime


class ListView(Model):
    """A list for a person, a basket or a visitor."""

    run_id: str
    as_of: dt.date
    customer: str | None
    profiled: bool
    items: list[PickView]


class Listed(Model):
    """An item of a list."""

    product_id: str
    variant_id: str | None
    title: str
    colour: str | None
    url: str | None
    picture: str | None
    alt: str | None
    price: Amount | None
    full_price: Amount | None
    reason: str


class LookAtLink(Model):
    """A link's secret."""

    token: str


class Looked(Model):
    """What was seen in a picture."""

    spec: DesignSpec
    found: dict[str, Sighting]
    colours: list[Shade]
    tile: str | None
    method: str
    confidence: float
    changed: list[str]


class MappingView(Model):
    """The mapping of a file, or one that is suggested."""

    text: str | None
    chosen: bool
    headers: list[str]
    assignments: list[AssignmentView]
    missing: dict[str, list[str]]
    needs: dict[str, list[str]]


Material: TypeAlias = Literal['cotton', 'linen', 'silk', 'wool', 'cashmere', 'mohair', 'viscose', 'lyocell', 'polyester', 'nylon', 'acrylic', 'leather', 'faux-leather', 'suede']


class Me(Model):
    """Who asks, and what it may do."""

    id: str | None
    name: str
    kind: Literal['user', 'key']
    role: Role | None
    scopes: list[Scope]
    language: str
    brand: BrandView
    version: str


class MessageView(Model):
    """A message that carries the order to its supplier."""

    message_id: str
    channel: str
    state: str
    attempts: int
    created_at: dt.datetime
    delivered_at: dt.datetime | None
    result: str | None


class ModelView(Model):
    """The model that answers, and how good it was on the shop's own past."""

    run_id: str
    as_of: dt.date
    items: int
    people: int
    ranker: bool
    weights: dict[str, float]
    judged_people: int | None
    ndcg: tuple[float, float, float] | None
    popularity_ndcg: float | None
    ranker_gain: tuple[float, float, float] | None


class MovedView(Model):
    """What a rule did to an item."""

    rule: str
    title: str
    before: int | None
    after: int | None


class MustReason(Model):
    """A reason that must be given."""

    why: str


Neckline: TypeAlias = Literal['none', 'crew', 'scoop', 'v', 'deep-v', 'square', 'boat', 'sweetheart', 'straight', 'halter', 'off-shoulder', 'one-shoulder', 'cowl', 'keyhole', 'wrap']


class NewKey(Model):
    """A key that was made; its secret is shown this once."""

    key: KeyView
    secret: str


class NewUser(Model):
    """Somebody who was added, and the link by which they set their password."""

    user: UserView
    link: LinkView


class NotUnderstood(Model):
    """A word of which nothing was made."""

    text: str
    start: int
    end: int
    reason: str


class OrderDone(Model):
    """What became of one of several."""

    purchase_order_id: str
    done: bool
    state: str | None
    where: str | None = None
    problem: Problem | None = None


class OrderEdit(Model):
    """A change of quantities, or of the supplier."""

    lines: list[LineUnits] = Field(default_factory=list)
    supplier_id: str | None = None
    anyway: bool = False
    why: str | None = None


class OrderLine(Model):
    """An order line; a negative quantity came back."""

    day: dt.date
    order_id: str
    product_id: str
    variant_id: str
    title: str | None
    colour: str | None
    size: str | None
    quantity: int
    paid: Amount | None
    return_reason: str | None


class OrderRow(Model):
    """A purchase order in a list."""

    purchase_order_id: str
    source: str
    state: str
    supplier_id: str | None
    supplier: str | None
    destination: str | None
    lines: int
    units: int
    received: int
    outstanding: int
    cost: Amount | None
    order_by: dt.date | None
    ordered_on: dt.date | None
    expected_on: dt.date | None
    days_late: int
    alerts: list[str]
    edited: bool
    note: str | None
    allowed: list[str]


class OrderView(Model):
    """A purchase order as a whole."""

    purchase_order_id: str
    source: str
    state: str
    supplier_id: str | None
    supplier: str | None
    destination: str | None
    lines: int
    units: int
    received: int
    outstanding: int
    cost: Amount | None
    order_by: dt.date | None
    ordered_on: dt.date | None
    expected_on: dt.date | None
    days_late: int
    alerts: list[str]
    edited: bool
    note: str | None
    allowed: list[str]
    version: int
    run_id: str | None
    reference: str | None
    approved_by: str | None
    approved_on: dt.date | None
    items: list[LineView]
    messages: list[MessageView]


class OrdersMeant(Model):
    """Several orders at once."""

    numbers: list[str]
    why: str | None = None


class OrdersToSend(Model):
    """Several orders to be sent."""

    numbers: list[str]
    why: str | None = None
    via: Literal['csv', 'xlsx', 'shopify', 'email', 'webhook', 'hand'] | None = None


class OutfitView(Model):
    """Pieces to wear together."""

    pieces: list[PieceView]
    given: int
    price: Amount
    score: float
    parts: dict[str, float]
    why: list[str]


class OutfitsView(Model):
    """Outfits around products, for a customer, or both."""

    customer: str | None
    products: list[str]
    occasion: str | None
    season: str | None
    shape: str | None
    taste_learnt: bool
    outfits: list[OutfitView]


class Pack(Model):
    """A design to be described for its maker."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'
    size: str | None = None
    pack_language: Literal['en', 'zh'] = 'en'


class PageAdvice(Model):
    """PageAdvice"""

    items: list[Advice]
    next_cursor: str | None
    total: int


class PageAlertRow(Model):
    """PageAlertRow"""

    items: list[AlertRow]
    next_cursor: str | None
    total: int


class PageAuditView(Model):
    """PageAuditView"""

    items: list[AuditView]
    next_cursor: str | None
    total: int


class PageChangeView(Model):
    """PageChangeView"""

    items: list[ChangeView]
    next_cursor: str | None
    total: int


class PageCustomerRow(Model):
    """PageCustomerRow"""

    items: list[CustomerRow]
    next_cursor: str | None
    total: int


class PageDecisionView(Model):
    """PageDecisionView"""

    items: list[DecisionView]
    next_cursor: str | None
    total: int


class PageExceptionRow(Model):
    """PageExceptionRow"""

    items: list[ExceptionRow]
    next_cursor: str | None
    total: int


class PageExposed(Model):
    """PageExposed"""

    items: list[Exposed]
    next_cursor: str | None
    total: int


class PageImportLine(Model):
    """PageImportLine"""

    items: list[ImportLine]
    next_cursor: str | None
    total: int


class PageJobView(Model):
    """PageJobView"""

    items: list[JobView]
    next_cursor: str | None
    total: int


class PageKeyView(Model):
    """PageKeyView"""

    items: list[KeyView]
    next_cursor: str | None
    total: int


class PageLaunchRow(Model):
    """PageLaunchRow"""

    items: list[LaunchRow]
    next_cursor: str | None
    total: int


class PageOrderRow(Model):
    """PageOrderRow"""

    items: list[OrderRow]
    next_cursor: str | None
    total: int


class PagePositionRow(Model):
    """PagePositionRow"""

    items: list[PositionRow]
    next_cursor: str | None
    total: int


class PagePost(Model):
    """PagePost"""

    items: list[Post]
    next_cursor: str | None
    total: int


class PageQualityRow(Model):
    """PageQualityRow"""

    items: list[QualityRow]
    next_cursor: str | None
    total: int


class PageRunLine(Model):
    """PageRunLine"""

    items: list[RunLine]
    next_cursor: str | None
    total: int


class PageSessionView(Model):
    """PageSessionView"""

    items: list[SessionView]
    next_cursor: str | None
    total: int


class PageSizeCurveRow(Model):
    """PageSizeCurveRow"""

    items: list[SizeCurveRow]
    next_cursor: str | None
    total: int


class PageStyleRow(Model):
    """PageStyleRow"""

    items: list[StyleRow]
    next_cursor: str | None
    total: int


class PageTrend(Model):
    """PageTrend"""

    items: list[Trend]
    next_cursor: str | None
    total: int


class PageUserView(Model):
    """PageUserView"""

    items: list[UserView]
    next_cursor: str | None
    total: int


class PageDictStrAny(Model):
    """PageDictStrAny"""

    items: list[dict[str, Any]]
    next_cursor: str | None
    total: int


class PartView(Model):
    """A file, or one member of an archive."""

    name: str
    headers: list[str]
    candidates: list[CandidateView]
    fault: str | None


class PastWeek(Model):
    """What was sold in a week."""

    week: dt.date
    units: int


class PatternAnswer(Model):
    """A drafted pattern."""

    size: str
    svg: str
    pieces: int
    cut: int
    girths: dict[str, float]
    body: dict[str, float]
    ease: dict[str, float]
    notes: list[str]
    problems: list[PatternProblem]


class PatternFile(Model):
    """A pattern as a file."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'
    size: str | None = None
    body: dict[str, float] | None = None
    format_: Literal['svg', 'dxf', 'a4', 'a0', 'json'] = Field('svg', alias='format')


class PatternProblem(Model):
    """Something in a pattern that a maker should look at."""

    check: str
    where: str
    text: str


class PickView(Model):
    """A recommended item: a style in one colour."""

    rank: int
    product_id: str
    title: str
    colour: str | None
    picture: str | None
    variant_id: str | None
    category: str | None
    price: Amount | None
    score: float
    reason: str
    moved: list[MovedView]


class PictureView(Model):
    """A picture of the style."""

    path: str
    alt: str | None
    colour: str | None


class PieceView(Model):
    """A piece of an outfit or a capsule."""

    slot: str
    product_id: str
    variant_id: str | None
    title: str
    category: str | None
    colour: str | None
    size: str | None
    price: Amount
    owned: bool
    picture: str | None


class Place(Model):
    """A place with stock of the style."""

    location_id: str
    name: str | None
    kind: str | None
    on_hand: int | None
    on_order: int


class PlaceStock(Model):
    """Stock of a size at a place."""

    location_id: str
    size: str | None
    colour: str | None
    on_hand: int | None
    on_order: int


class PlaceView(Model):
    """Units for one place."""

    location_id: str
    location: str
    quantity: int


class Plan(Model):
    """The newest plan."""

    run_id: str
    as_of: dt.date
    ended_at: dt.datetime | None


Pleats: TypeAlias = Literal['none', 'knife', 'box', 'inverted', 'sunray', 'pintuck', 'front']


class Pockets(Model):
    """Pockets by their place; each is a pair, but for the chest pocket of a shirt or tee."""

    chest: ChestPocket = 'none'
    hip: HipPocket = 'none'
    back: BackPocket = 'none'
    leg: LegPocket = 'none'


class PositionRow(Model):
    """Where the stock of a variant stands at a place, as the plan saw it."""

    variant_id: str
    product_id: str | None
    title: str | None
    colour: str | None
    size: str | None
    picture: str | None
    location_id: str
    location: str
    policy: str
    on_hand: int | None
    on_order: int | None
    committed: int | None
    position: int | None
    reorder_point: int | None
    order_up_to: int | None
    safety_stock: float | None
    weeks_of_supply: float | None
    lead_time_days: float | None


class Post(Model):
    """A post as people read it; nobody is named."""

    post_id: str
    at: dt.datetime
    source: str
    market: str | None
    text: str
    url: str | None
    path: str | None
    likes: int | None
    weight: float | None


class PreviewView(Model):
    """What importing the beginning of a file would do; nothing is written."""

    rows: int
    complete: bool
    tables: dict[str, int]
    samples: dict[str, list[dict[str, Any]]]
    set_aside: dict[str, int]
    left_out: dict[str, int]
    problems: list[ProblemRow]


class PriceRow(Model):
    """A price from a day on."""

    day: dt.date
    price: Amount | None
    full_price: Amount | None


class Print(Model):
    """The surface pattern."""

    kind: PrintKind = 'solid'
    scale: PrintScale = 'medium'
    colours: list[str] = Field(default_factory=list)
    seed: int = 0
    sett: str = ''
    tile: str = ''


PrintKind: TypeAlias = Literal['solid', 'stripe', 'pinstripe', 'breton', 'rugby', 'check', 'gingham', 'tartan', 'windowpane', 'houndstooth', 'argyle', 'fair-isle', 'dot', 'floral', 'leopard', 'zebra', 'camouflage', 'geometric', 'ikat', 'paisley', 'tie-dye', 'abstract', 'colour-block', 'photo']


PrintScale: TypeAlias = Literal['small', 'medium', 'large']


class Problem(Model):
    """Why a request was not done, and what to do next (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    place: Where | None = None
    errors: list[FieldProblem] | None = None
    request_id: str | None = None


class ProblemRow(Model):
    """A value for which a row would be set aside."""

    row: int
    column: str | None
    value: str | None
    reason: str


class ProfileView(Model):
    """A person's profile: worked out when it is asked for, stored nowhere."""

    customer: str
    profiled: bool
    events: int
    likings: list[LikingView]
    sizes: list[SizeView]
    edits: list[EditView]


class ProjectedWeek(Model):
    """Projected stock of a week; units."""

    week: dt.date
    demand: float
    arrivals: int
    mean: float
    low: float
    high: float
    chance_out: float


class ProjectionView(Model):
    """Projected stock."""

    level: str
    key: str
    title: str
    location: str | None
    as_of: dt.date
    on_hand: int
    pooled: bool
    weeks: list[ProjectedWeek]
    arrivals: list[Arrival]


Purpose: TypeAlias = Literal['owner', 'password', 'oidc']


class QualityRow(Model):
    """How good a forecaster was on the brand's own past."""

    scope: str
    model: str
    series: int | None
    origins: int | None
    wape: float | None
    bias: float | None
    mase: float | None
    rmsse: float | None
    pinball: float | None
    coverage80: float | None
    chosen: bool | None


class Question(Model):
    """What is otherwise; what is left out stays as it is."""

    service: float | None = None
    budget: Budget | None = None
    lead_factor: float = 1.0
    demand_factor: float = 1.0
    review_days: int | None = None
    cycle_days: int | None = None
    limit: int = 50


class Rate(Model):
    """How often calls held, with Wilson's 95 % interval of the share."""

    called: int
    held: int
    share: float | None
    low: float
    high: float


class Ready(Model):
    """Whether the server can do its work, and what it looked at."""

    status: str
    checks: dict[str, str]


class Reason(Model):
    """A reason."""

    why: str | None = None


class ReasonRow(Model):
    """Why units came back."""

    reason: str | None
    units: int


class Receive(Model):
    """A delivery."""

    all_: bool = Field(False, alias='all')
    lines: list[LineArrival] = Field(default_factory=list)
    delivery: str | None = None
    why: str | None = None


class RejectedEvent(Model):
    """An event that was not taken."""

    index: int
    column: str | None
    reason: str


class Replacement(Model):
    """Consent to emptying the demo, and what the brand is called from then on."""

    confirm: str
    name: str | None = None
    currency: str | None = None
    zone: str | None = None


class Returns(Model):
    """What comes back, of all that was ever sold."""

    sold: int
    returned: int
    rate: float | None
    category_rate: float | None
    reasons: list[ReasonRow]


class Revised(Model):
    """The budget after a change."""

    revision: int


Role: TypeAlias = Literal['owner', 'planner', 'buyer', 'designer', 'marketer', 'viewer']


class RoleView(Model):
    """A role and what it may do."""

    role: Role
    scopes: list[Scope]


Ruffles: TypeAlias = Literal['none', 'neck', 'front', 'shoulder', 'sleeve', 'waist', 'hem']


class RuleView(Model):
    """A business rule that shapes lists."""

    name: str
    title: str
    kind: Literal['nudge', 'limit', 'eligibility']
    amount: float
    on: bool


class RunLine(Model):
    """A run in the list."""

    run_id: str
    kind: str
    state: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    seconds: float | None
    error: str | None
    job_id: str | None


class RunView(Model):
    """A run in full: what is needed to make it again."""

    run_id: str
    kind: str
    state: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    seconds: float | None
    error: str | None
    job_id: str | None
    seed: int | None
    code: dict[str, Any]
    settings: dict[str, Any]
    inputs: dict[str, Any]
    outputs: dict[str, Any]


class ScheduleView(Model):
    """A job that is done at set times."""

    name: str
    kind: str
    cron: str
    zone: str
    setting: str
    next_at: dt.datetime
    worker: bool


Scope: TypeAlias = Literal['trends:read', 'trends:write', 'demand:read', 'demand:write', 'inventory:read', 'inventory:write', 'orders:read', 'orders:write', 'orders:approve', 'products:read', 'products:write', 'customers:read', 'customers:write', 'recommend:read', 'recommend:write', 'styling:read', 'styling:write', 'design:read', 'design:write', 'data:read', 'data:write', 'jobs:read', 'jobs:write', 'settings:read', 'settings:write', 'users:read', 'users:write', 'audit:read', 'audit:write', 'events:write', 'shop:read']


Seams: TypeAlias = Literal['none', 'princess', 'gored', 'centre']


class SectionView(Model):
    """A section of the settings."""

    name: str
    meaning: str
    settings: list[SettingView]


class Seen(Model):
    """Something that a visitor did."""

    kind: Literal['view', 'list', 'select', 'like', 'cart', 'uncart', 'checkout']
    item: str
    at: dt.datetime | None = None
    position: int | None = None
    quantity: int | None = None
    id: str | None = None


class SeenBatch(Model):
    """What a visitor did."""

    events: list[Seen]
    consent: bool = False
    session: str | None = None
    token: str | None = None


class SegmentRow(Model):
    """A segment and what it brings."""

    segment: Literal['champion', 'loyal', 'new', 'one order', 'at risk', 'lapsed', 'visitor']
    customers: int
    share: float
    orders: int
    money: Amount
    money_share: float | None
    profiled: int


class Segments(Model):
    """All segments."""

    as_of: dt.date
    customers: int
    segments: list[SegmentRow]
    countries: list[str]


class SellThrough(Model):
    """What part of what there was to sell has been sold."""

    value: float | None
    numerator: int
    denominator: int | None
    weeks: int | None
    denominator_name: Literal['net units sold in the window + units on hand now'] = 'net units sold in the window + units on hand now'


class Send(Model):
    """How an order is sent."""

    via: Literal['csv', 'xlsx', 'shopify', 'email', 'webhook', 'hand'] | None = None
    again: bool = False
    why: str | None = None


class Sent(Model):
    """An order after it was sent."""

    purchase_order_id: str
    source: str
    state: str
    supplier_id: str | None
    supplier: str | None
    destination: str | None
    lines: int
    units: int
    received: int
    outstanding: int
    cost: Amount | None
    order_by: dt.date | None
    ordered_on: dt.date | None
    expected_on: dt.date | None
    days_late: int
    alerts: list[str]
    edited: bool
    note: str | None
    allowed: list[str]
    version: int
    run_id: str | None
    reference: str | None
    approved_by: str | None
    approved_on: dt.date | None
    items: list[LineView]
    messages: list[MessageView]
    where: str


class SessionView(Model):
    """A browser in which one is signed in."""

    session_id: str
    created_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    address: str
    agent: str
    current: bool


class SetPassword(Model):
    """A new password, with a link."""

    token: str
    password: str


class SettingView(Model):
    """A setting."""

    name: str
    value: str | int | float | bool | list[str]
    default: str | int | float | bool | list[str]
    source: Literal['default', 'file', 'environment']
    meaning: str
    secret: bool
    editable: bool
    variable: str
    value_schema: dict[str, Any]


class SettingsChange(Model):
    """Settings to change."""

    changes: dict[str, str | int | float | bool | list[str] | None]


class SetupView(Model):
    """What somebody who is not signed in needs to know."""

    needed: bool
    provider: bool
    language: str


class Shade(Model):
    """A colour of a picture."""

    hex_: str = Field(..., alias='hex')
    name: str
    share: float


class ShapeView(Model):
    """A body shape and what decided."""

    gender: str
    shape: str | None
    gbt_1335: str | None
    drop_cm: float
    often_looked_for: list[str]
    sure: bool | None = None
    bust_less_waist_in: float | None = None
    hip_less_waist_in: float | None = None
    bust_less_hip_in: float | None = None
    high_hip_over_waist: float | None = None
    nearest_threshold_in: float | None = None


class Shaping(Model):
    """Darts, seams and yokes."""

    darts: Darts = 'none'
    seams: Seams = 'none'
    yoke: Yoke = 'none'


class ShopList(Model):
    """A list for a page."""

    kind: Literal['for-you', 'similar', 'look']
    personal: bool
    items: list[Listed]
    reason: str | None = None


class Shot(Model):
    """A picture of one of the brand's own styles."""

    product_id: str
    title: str | None
    path: str


class Sighting(Model):
    """One slot that a picture shows."""

    value: str
    confidence: float
    source: str


class SignIn(Model):
    """E-mail address and password."""

    email: str
    password: str


Silhouette: TypeAlias = Literal['straight', 'boxy', 'sheath', 'a-line', 'fit-and-flare', 'trapeze', 'cocoon', 'mermaid', 'pencil', 'circle', 'skinny', 'tapered', 'wide-leg', 'flared', 'barrel']


class SizeAdviceView(Model):
    """Which size of a style a person should take."""

    customer: str
    product: str
    known: bool
    size: str | None
    between: list[str] | None
    why: str
    runs: Literal['small', 'true', 'large']
    sizes: list[SizeRow]
    evidence: Evidence


class SizeCount(Model):
    """A size that was bought."""

    size: str
    kept: int
    returned: int


class SizeCurveRow(Model):
    """Share of a size in the demand of a category."""

    category: str
    scale: str
    location_id: str
    size: str
    position: int | None
    share: float
    share_sd: float | None
    units: float | None
    raw: float | None


class SizeRow(Model):
    """A size of the style."""

    size: str
    small: float
    fit: float
    large: float
    expected_cost: float
    in_stock: bool | None


class SizeShare(Model):
    """A size of the size curve."""

    size: str
    sold: int
    sold_share: float | None
    on_hand: int | None
    stock_share: float | None
    curve_share: float | None


class SizeView(Model):
    """A size that a person takes."""

    group: str
    size: str
    evidence: float


class Sleeve(Model):
    """The sleeves and how they end."""

    type: SleeveType = 'none'
    length: SleeveLength = 'none'
    cuff: Cuff = 'none'


SleeveLength: TypeAlias = Literal['none', 'cap', 'short', 'elbow', 'three-quarter', 'long', 'extra-long']


SleeveType: TypeAlias = Literal['none', 'strap', 'set-in', 'drop-shoulder', 'raglan', 'kimono', 'puff', 'bishop', 'bell', 'flutter', 'leg-of-mutton']


Slit: TypeAlias = Literal['none', 'front', 'side', 'back']


class Slot(Model):
    """One slot of a garment."""

    slot: str
    en: str
    zh: str
    choices: list[Choice]


class SpecOnly(Model):
    """A design."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'


class Stand(Model):
    """How much of the range, its sales and its stock shows an attribute; shares, 0 to 1."""

    styles: int
    share_of_styles: float | None
    share_of_sales: float | None
    share_of_stock: float | None
    share_of_voice: float | None


class Started(Model):
    """A job that was asked for."""

    job_id: str


class StateSum(Model):
    """What stands in one state."""

    state: str
    orders: int
    units: int
    cost: list[Amount]


class StepView(Model):
    """One number with the formula that it follows from."""

    name: str
    value: float | int | str | None
    unit: str
    formula: str
    en: str
    zh: str


class Stored(Model):
    """What became of events."""

    stored: int
    ignored: int
    reason: str | None


class Style(Model):
    """Everything that is known of a style."""

    as_of: dt.date
    style: StyleRow
    description: str | None
    material: str | None
    url: str | None
    pictures: list[PictureView]
    variants: list[VariantRow]
    sizes: list[SizeShare]
    places: list[Place]
    stock: list[PlaceStock]
    weeks: list[WeekRow]
    forecast: list[ForecastRow]
    forecast_model: str | None
    prices: list[PriceRow]
    returns: Returns
    trends: list[TrendRow]
    attributes: list[AttributeRow]


class StyleRow(Model):
    """A style in the grid."""

    product_id: str
    title: str | None
    brand: str | None
    category: str | None
    gender: str | None
    season: str | None
    collection: str | None
    status: str | None
    launched_on: dt.date | None
    picture: str | None
    alt: str | None
    colours: list[str]
    families: list[str]
    price: Amount | None
    full_price: Amount | None
    sold: int
    returned: int
    money: Amount | None
    sell_through: SellThrough
    on_hand: int | None
    on_order: int | None
    weekly_demand: float | None
    demand_basis: Literal['forecast', 'sales'] | None
    weeks_of_supply: float | None
    stock: Literal['out', 'low', 'enough', 'heavy', 'unknown']
    stage: Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat'] | None
    trend: str | None


class Styled(Model):
    """A style that carries a trend."""

    product_id: str
    title: str | None
    path: str | None
    weight: float


class TableLine(Model):
    """A table in the list."""

    name: str
    kind: Literal['fact', 'finding']
    meaning: str
    rows: int
    version: int | None
    changed_at: dt.datetime | None
    newest: dt.datetime | None
    findings: int


class TableView(Model):
    """A table in full."""

    name: str
    kind: Literal['fact', 'finding']
    meaning: str
    rows: int
    version: int | None
    changed_at: dt.datetime | None
    newest: dt.datetime | None
    findings: int
    columns: list[ColumnView]
    versions: list[VersionView]


class Tile(Model):
    """One figure."""

    key: str
    title: dict[str, str]
    definition: dict[str, str]
    unit: Literal['units', 'money', 'share', 'weeks', 'series', 'orders', 'day']
    value: float | None
    money: Amount | None = None
    day: dt.date | None = None
    of: float | None = None
    change: float | None = None
    change_year: float | None = None
    good: Literal['up', 'down', 'none'] = 'none'


class Today(Model):
    """Last week at a glance."""

    day: dt.date
    week: dt.date
    stale: bool
    plan: Plan | None
    tiles: list[Tile]


class Token(Model):
    """Says who a customer is, to be put into the page."""

    token: str
    expires_at: dt.datetime


class TokenAsked(Model):
    """A customer who signed in to the shop."""

    customer: str
    hours: int = 24


class Totals(Model):
    """Totals of one currency; money in minor units."""

    currency: str
    figures: dict[str, Figure]


class Trend(Model):
    """What the forecast says of an attribute in a market and segment."""

    name: str
    value: str
    kind: Label
    label: Label
    hex_: str | None = Field(..., alias='hex')
    series_id: str
    market: str
    segment: str
    stage: Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']
    level: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    confidence: float | None
    peak_week: dt.date | None
    season_strength: float | None
    lead_weeks: int | None
    leading_source: str | None


class TrendRow(Model):
    """A trend that the style shows."""

    name: str
    value: str
    stage: Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']
    change: float | None
    low: float | None
    high: float | None
    confidence: float | None
    series_id: str


Trim: TypeAlias = Literal['topstitch', 'piping', 'lace', 'embroidery', 'bow', 'fringe', 'sequins', 'studs', 'rickrack', 'side-stripe', 'contrast-collar', 'contrast-cuffs', 'epaulettes', 'elbow-patches']


class Understood(Model):
    """A word that was understood."""

    text: str
    start: int
    end: int
    denied: bool


class UserView(Model):
    """A person who may sign in."""

    user_id: str
    email: str
    name: str
    role: Role
    language: str
    active: bool
    has_password: bool
    version: int
    created_at: dt.datetime
    signed_in_at: dt.datetime | None


class VariantRow(Model):
    """A SKU."""

    variant_id: str
    gtin: str | None
    colour: str | None
    colour_family: str | None
    size: str | None
    status: str | None
    price: Amount | None
    full_price: Amount | None
    cost: Amount | None
    on_hand: int | None
    on_order: int | None
    net: int
    weeks_of_supply: float | None


class VersionView(Model):
    """A version of a table."""

    version: int
    at: dt.datetime
    operation: str


class Waist(Model):
    """What is made at the waist, and where it lies."""

    style: WaistStyle = 'none'
    position: WaistPosition = 'natural'
    belt: Belt = 'none'


WaistPosition: TypeAlias = Literal['empire', 'high', 'natural', 'low']


WaistStyle: TypeAlias = Literal['none', 'seam', 'band', 'elastic', 'drawstring', 'shirred']


class Wanted(Model):
    """A list for a page."""

    kind: Literal['for-you', 'similar', 'look']
    consent: bool = False
    session: str | None = None
    token: str | None = None
    item: str | None = None
    basket: list[str] | None = None
    occasion: str | None = None
    k: int = 8
    language: Literal['en', 'zh'] = 'en'


Weave: TypeAlias = Literal['poplin', 'voile', 'chiffon', 'organza', 'tulle', 'lace', 'crepe', 'satin', 'twill', 'denim', 'canvas', 'corduroy', 'velvet', 'flannel', 'tweed', 'seersucker', 'quilted', 'jersey', 'pique', 'rib', 'fleece', 'plain-knit', 'cable-knit', 'crochet', 'hide']


class WeekRow(Model):
    """A week of sales."""

    week: dt.date
    net: int
    returned: int
    money: Amount


class WeekView(Model):
    """A week of the grid."""

    week: dt.date
    label: str
    month: str
    phase: Literal['past', 'now', 'ahead']
    editable: bool


class Where(Model):
    """Where in a file or table something is wrong; unknown parts are null."""

    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


class Wish(Model):
    """What a board is made of: words, or designs to breed from."""

    text: str = ''
    specs: list[dict[str, Any]] = Field(default_factory=list)
    count: int = 12
    seed: int = 0
    locked: list[str] = Field(default_factory=list)
    likes: list[dict[str, Any]] = Field(default_factory=list)
    dislikes: list[dict[str, Any]] = Field(default_factory=list)
    price: Amount | None = None
    language: Literal['en', 'zh'] = 'en'


class Word(Model):
    """A value of an attribute."""

    value: str
    label: str


class Words(Model):
    """A wish in words."""

    text: str
    language: Literal['en', 'zh'] = 'en'


class WorkspaceView(Model):
    """The workspace."""

    name: str
    demo: bool
    demo_day: dt.date | None
    worker: bool
    empty: bool


class Worn(Model):
    """A design, and whom it is for: a size, or one person's measurements."""

    spec: dict[str, Any]
    language: Literal['en', 'zh'] = 'en'
    size: str | None = None
    body: dict[str, float] | None = None


Yoke: TypeAlias = Literal['none', 'shoulder', 'hip']


class ModisteDesignApiAnswersVocabulary(Model):
    """Every slot with its values, and what each category can have."""

    slots: list[Slot]
    categories: dict[str, dict[str, list[str]]]


class ModisteServeApiProductsViewsVocabulary(Model):
    """Values that an attribute may have."""

    name: str
    values: list[Word]
