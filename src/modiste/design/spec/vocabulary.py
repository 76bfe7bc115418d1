"""The closed vocabularies of a design: what each slot of a garment can be.

Values are stable names in kebab case; a name may be added, never given another meaning. Lengths
and rises are levels of the body, not numbers: drafting resolves them for a body.
"""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """What the garment is."""

    DRESS = "dress"
    SHIRT = "shirt"  # woven, opens in front
    BLOUSE = "blouse"  # woven top, lighter and freer than a shirt; camisoles are blouses
    TEE = "tee"  # cut and sewn jersey; tank tops are tees without sleeves
    KNIT = "knit"  # sweaters and cardigans, and sweatshirts of fleece-backed jersey
    JACKET = "jacket"
    COAT = "coat"
    SKIRT = "skirt"
    TROUSERS = "trousers"
    SHORTS = "shorts"
    JUMPSUIT = "jumpsuit"


class Audience(StrEnum):
    """Whose body it is cut for."""

    WOMEN = "women"
    MEN = "men"
    CHILDREN = "children"


class Silhouette(StrEnum):
    """The outline in front view; fit says how close it lies."""

    STRAIGHT = "straight"
    BOXY = "boxy"
    SHEATH = "sheath"  # follows the body, dress or jumpsuit bodice
    A_LINE = "a-line"
    FIT_AND_FLARE = "fit-and-flare"
    TRAPEZE = "trapeze"  # flares from the shoulder
    COCOON = "cocoon"
    MERMAID = "mermaid"
    PENCIL = "pencil"
    CIRCLE = "circle"
    SKINNY = "skinny"
    TAPERED = "tapered"
    WIDE_LEG = "wide-leg"
    FLARED = "flared"
    BARREL = "barrel"


class Fit(StrEnum):
    """How much ease over the body, tightest first."""

    TIGHT = "tight"
    SLIM = "slim"
    REGULAR = "regular"
    RELAXED = "relaxed"
    OVERSIZED = "oversized"


class Length(StrEnum):
    """Where the hem falls on the body, highest first."""

    CROPPED = "cropped"  # above the waist
    WAIST = "waist"
    HIP = "hip"
    TUNIC = "tunic"  # below the seat
    MINI = "mini"  # upper thigh
    ABOVE_KNEE = "above-knee"
    KNEE = "knee"
    MIDI = "midi"  # mid-calf
    ANKLE = "ankle"  # of trousers
    MAXI = "maxi"  # ankle, of skirts and coats
    FULL = "full"  # of trousers, onto the shoe
    FLOOR = "floor"


class Neckline(StrEnum):
    """The shape of the opening at the neck."""

    NONE = "none"  # garments that hang from the waist
    CREW = "crew"
    SCOOP = "scoop"
    V = "v"
    DEEP_V = "deep-v"
    SQUARE = "square"
    BOAT = "boat"
    SWEETHEART = "sweetheart"
    STRAIGHT = "straight"  # across the bust: strapless or on straps
    HALTER = "halter"
    OFF_SHOULDER = "off-shoulder"
    ONE_SHOULDER = "one-shoulder"
    COWL = "cowl"
    KEYHOLE = "keyhole"
    WRAP = "wrap"  # crossed over


class Collar(StrEnum):
    """What is sewn to the neckline."""

    NONE = "none"
    SHIRT = "shirt"
    BUTTON_DOWN = "button-down"
    BAND = "band"  # stand or mandarin
    CAMP = "camp"
    POLO = "polo"  # rib knit
    PETER_PAN = "peter-pan"
    SAILOR = "sailor"
    BOW = "bow"
    RUFFLE = "ruffle"
    MOCK = "mock"
    TURTLE = "turtle"
    FUNNEL = "funnel"
    NOTCHED = "notched"
    PEAK = "peak"
    SHAWL = "shawl"
    HOOD = "hood"


class SleeveType(StrEnum):
    """How the sleeve is cut and hung."""

    NONE = "none"
    STRAP = "strap"
    SET_IN = "set-in"
    DROP_SHOULDER = "drop-shoulder"
    RAGLAN = "raglan"
    KIMONO = "kimono"  # cut in one with the body, batwings among them
    PUFF = "puff"
    BISHOP = "bishop"
    BELL = "bell"
    FLUTTER = "flutter"
    LEG_OF_MUTTON = "leg-of-mutton"


class SleeveLength(StrEnum):
    """Where the sleeve ends, shortest first."""

    NONE = "none"
    CAP = "cap"
    SHORT = "short"
    ELBOW = "elbow"
    THREE_QUARTER = "three-quarter"
    LONG = "long"
    EXTRA_LONG = "extra-long"


class Cuff(StrEnum):
    """How the sleeve is finished."""

    NONE = "none"  # no sleeve
    HEM = "hem"
    BAND = "band"
    SHIRT = "shirt"  # one or two buttons and a placket
    FRENCH = "french"  # doubled, for links
    RIB = "rib"
    ELASTIC = "elastic"
    TURN_UP = "turn-up"
    RUFFLE = "ruffle"


class ClosureType(StrEnum):
    """What opens and shuts it."""

    NONE = "none"
    BUTTONS = "buttons"
    DOUBLE_BREASTED = "double-breasted"
    SNAPS = "snaps"
    TOGGLES = "toggles"
    ZIP = "zip"
    INVISIBLE_ZIP = "invisible-zip"
    FLY = "fly"  # zip under a fly, button above
    TIE = "tie"  # wrapped and tied
    LACING = "lacing"


class ClosurePlace(StrEnum):
    """Where it opens."""

    NONE = "none"
    FRONT = "front"
    HALF_FRONT = "half-front"  # polo, henley, half zip
    BACK = "back"
    SIDE = "side"


class WaistStyle(StrEnum):
    """What is made at the waist."""

    NONE = "none"  # runs through
    SEAM = "seam"
    BAND = "band"
    ELASTIC = "elastic"
    DRAWSTRING = "drawstring"
    SHIRRED = "shirred"


class WaistPosition(StrEnum):
    """Where the waist lies, highest first; for trousers and skirts the rise."""

    EMPIRE = "empire"
    HIGH = "high"
    NATURAL = "natural"
    LOW = "low"


class Belt(StrEnum):
    """What is tied or buckled around it."""

    NONE = "none"
    BELT = "belt"
    SASH = "sash"


class Hem(StrEnum):
    """The shape and finish of the lower edge."""

    PLAIN = "plain"
    CURVED = "curved"  # shirt tails
    HIGH_LOW = "high-low"
    ASYMMETRIC = "asymmetric"
    SCALLOPED = "scalloped"
    RIB = "rib"
    ELASTIC = "elastic"
    TURN_UP = "turn-up"
    RAW = "raw"


class Slit(StrEnum):
    """A slit or vent at the hem."""

    NONE = "none"
    FRONT = "front"
    SIDE = "side"
    BACK = "back"


class ChestPocket(StrEnum):
    """Pockets at the chest."""

    NONE = "none"
    PATCH = "patch"
    FLAP = "flap"
    WELT = "welt"


class HipPocket(StrEnum):
    """Pockets for the hands."""

    NONE = "none"
    IN_SEAM = "in-seam"
    SLANT = "slant"
    PATCH = "patch"
    WELT = "welt"
    FLAP = "flap"
    KANGAROO = "kangaroo"
    FIVE = "five"  # curved front pockets with a coin pocket, as in jeans


class BackPocket(StrEnum):
    """Pockets on the seat."""

    NONE = "none"
    PATCH = "patch"
    WELT = "welt"


class LegPocket(StrEnum):
    """Pockets on the thigh."""

    NONE = "none"
    CARGO = "cargo"


class Darts(StrEnum):
    """Darts of bodice or waist."""

    NONE = "none"
    BUST = "bust"
    WAIST = "waist"
    BOTH = "both"


class Seams(StrEnum):
    """Seams that shape or divide."""

    NONE = "none"
    PRINCESS = "princess"
    GORED = "gored"
    CENTRE = "centre"


class Yoke(StrEnum):
    """A yoke."""

    NONE = "none"
    SHOULDER = "shoulder"
    HIP = "hip"


class Pleats(StrEnum):
    """Folds."""

    NONE = "none"
    KNIFE = "knife"
    BOX = "box"
    INVERTED = "inverted"
    SUNRAY = "sunray"
    PINTUCK = "pintuck"
    FRONT = "front"  # one or two at the waist of trousers


class Gathers(StrEnum):
    """Where cloth is gathered into a seam."""

    NONE = "none"
    NECK = "neck"
    BUST = "bust"
    WAIST = "waist"
    YOKE = "yoke"


class Ruffles(StrEnum):
    """Where a ruffle is set."""

    NONE = "none"
    NECK = "neck"
    FRONT = "front"
    SHOULDER = "shoulder"
    SLEEVE = "sleeve"
    WAIST = "waist"  # a peplum
    HEM = "hem"


class Material(StrEnum):
    """The fibre or hide."""

    COTTON = "cotton"
    LINEN = "linen"
    SILK = "silk"
    WOOL = "wool"
    CASHMERE = "cashmere"
    MOHAIR = "mohair"
    VISCOSE = "viscose"
    LYOCELL = "lyocell"
    POLYESTER = "polyester"
    NYLON = "nylon"
    ACRYLIC = "acrylic"
    LEATHER = "leather"
    FAUX_LEATHER = "faux-leather"
    SUEDE = "suede"


class Weave(StrEnum):
    """The construction of the cloth."""

    POPLIN = "poplin"  # plain weave
    VOILE = "voile"
    CHIFFON = "chiffon"
    ORGANZA = "organza"
    TULLE = "tulle"
    LACE = "lace"
    CREPE = "crepe"
    SATIN = "satin"
    TWILL = "twill"
    DENIM = "denim"
    CANVAS = "canvas"
    CORDUROY = "corduroy"
    VELVET = "velvet"
    FLANNEL = "flannel"
    TWEED = "tweed"
    SEERSUCKER = "seersucker"
    QUILTED = "quilted"
    JERSEY = "jersey"
    PIQUE = "pique"
    RIB = "rib"
    FLEECE = "fleece"
    PLAIN_KNIT = "plain-knit"
    CABLE_KNIT = "cable-knit"
    CROCHET = "crochet"
    HIDE = "hide"


class ColourRole(StrEnum):
    """What a colour is for."""

    MAIN = "main"
    SECOND = "second"
    ACCENT = "accent"
    TRIM = "trim"
    LINING = "lining"


class PrintKind(StrEnum):
    """The surface pattern, woven or printed."""

    SOLID = "solid"
    STRIPE = "stripe"
    PINSTRIPE = "pinstripe"
    BRETON = "breton"
    RUGBY = "rugby"  # broad horizontal bands
    CHECK = "check"
    GINGHAM = "gingham"
    TARTAN = "tartan"
    WINDOWPANE = "windowpane"
    HOUNDSTOOTH = "houndstooth"
    ARGYLE = "argyle"
    FAIR_ISLE = "fair-isle"
    DOT = "dot"
    FLORAL = "floral"
    LEOPARD = "leopard"
    ZEBRA = "zebra"
    CAMOUFLAGE = "camouflage"
    GEOMETRIC = "geometric"
    IKAT = "ikat"
    PAISLEY = "paisley"
    TIE_DYE = "tie-dye"
    ABSTRACT = "abstract"  # reaction and diffusion
    COLOUR_BLOCK = "colour-block"
    PHOTO = "photo"  # a tile cut from a picture


class PrintScale(StrEnum):
    """The size of the repeat."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Trim(StrEnum):
    """What is added."""

    TOPSTITCH = "topstitch"
    PIPING = "piping"
    LACE = "lace"
    EMBROIDERY = "embroidery"
    BOW = "bow"
    FRINGE = "fringe"
    SEQUINS = "sequins"
    STUDS = "studs"
    RICKRACK = "rickrack"
    SIDE_STRIPE = "side-stripe"
    CONTRAST_COLLAR = "contrast-collar"
    CONTRAST_CUFFS = "contrast-cuffs"
    EPAULETTES = "epaulettes"
    ELBOW_PATCHES = "elbow-patches"
