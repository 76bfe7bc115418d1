"""What each category of garment can be: its attributes, prices, sizes, season and picture."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.simulate.vocabulary import Vocabulary


@dataclass(frozen=True)
class Garment:
    """One category.

    Attributes:
        key: key of the apparel taxonomy, as stored in ``product.category``.
        nouns: words that titles use for it.
        zh: Chinese noun.
        weight: how many styles of the brand belong to it, relative to the others.
        women: share of its styles cut for women; the rest are for men.
        prices: low and high full price, in major units.
        scale: size scale, of :data:`SCALES`, without the gender.
        peak: ISO week of the season's peak.
        amplitude: log amplitude of the season; 0 sells alike all year.
        shape: silhouette that ``pictures`` draws.
        grams: weight of one unit, in grams.
        materials: materials that it comes in.
        patterns: patterns that it comes in; empty is solid only.
        silhouettes: silhouettes that it comes in.
        necklines: necklines that it comes in.
        sleeves: sleeves that it comes in.
        lengths: lengths that it comes in.
        occasions: occasions that it is worn for.
    """

    key: str
    nouns: tuple[str, ...]
    zh: str
    weight: float
    women: float
    prices: tuple[float, float]
    scale: str
    peak: int
    amplitude: float
    shape: str
    grams: float
    materials: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    silhouettes: tuple[str, ...] = ()
    necklines: tuple[str, ...] = ()
    sleeves: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ("everyday", "work")

    def options(self, name: str) -> tuple[str, ...]:
        """The values of an attribute that this category can have; empty if it has none."""
        plain = {
            "pattern": ("solid", *self.patterns),
            "material": self.materials,
            "silhouette": self.silhouettes,
            "neckline": self.necklines,
            "sleeve": self.sleeves,
            "length": self.lengths,
            "occasion": self.occasions,
        }
        return plain.get(name, ())


_PRINTS = ("stripe", "check", "polka dot", "floral", "animal print")
_LEGS = ("slim", "straight", "relaxed", "wide-leg", "barrel-leg", "cropped")
_TOPS = ("slim", "relaxed", "oversized", "fitted", "cropped", "boxy")
_NECKS = ("crew neck", "v-neck", "square neck", "boat neck")
_LIGHT = ("cotton", "linen", "viscose", "silk", "satin")

GARMENTS = (
    Garment(
        "t-shirt", ("tee", "t-shirt"), "T恤", 12, 0.55, (19, 45), "top", 26, 0.3, "tee", 180,
        ("cotton", "linen", "viscose"), ("stripe", "polka dot"), _TOPS, _NECKS,
        ("short sleeve", "long sleeve", "sleeveless"), (), ("everyday", "vacation", "sport"),
    ),
    Garment(
        "shirt", ("shirt",), "衬衫", 8, 0.45, (49, 99), "top", 20, 0.15, "shirt", 240,
        ("cotton", "linen", "viscose", "silk", "denim"), ("stripe", "check", "floral"),
        ("slim", "relaxed", "oversized", "boxy"), ("collared",),
        ("long sleeve", "short sleeve"), (), ("work", "everyday", "vacation"),
    ),
    Garment(
        "blouse", ("blouse",), "女式衬衫", 6, 1, (45, 110), "top", 20, 0.2, "shirt", 200,
        ("viscose", "silk", "satin", "cotton", "linen"), _PRINTS,
        ("relaxed", "fitted", "boxy"), ("v-neck", "square neck", "boat neck", "halter"),
        ("long sleeve", "puff sleeve", "three-quarter sleeve", "sleeveless"), (),
        ("work", "party", "wedding guest"),
    ),
    Garment(
        "sweater", ("jumper", "sweater", "knit"), "毛衣", 9, 0.6, (59, 149), "top", 47, 0.75,
        "knit", 420, ("wool", "cashmere", "cotton"), ("stripe", "check"), _TOPS,
        ("crew neck", "v-neck", "turtleneck", "boat neck"), ("long sleeve",), (),
        ("everyday", "work"),
    ),
    Garment(
        "cardigan", ("cardigan",), "开衫", 4, 0.85, (65, 139), "top", 44, 0.55, "cardigan", 430,
        ("wool", "cashmere", "cotton", "crochet"), ("stripe", "check"),
        ("relaxed", "fitted", "cropped", "oversized"), ("v-neck", "crew neck"),
        ("long sleeve",), (), ("everyday", "work"),
    ),
    Garment(
        "sweatshirt", ("sweatshirt",), "卫衣", 5, 0.5, (45, 85), "top", 44, 0.35, "knit", 500,
        ("cotton",), ("stripe",), ("relaxed", "oversized", "boxy"), ("crew neck",),
        ("long sleeve",), (), ("everyday", "sport"),
    ),
    Garment(
        "dresses", ("dress",), "连衣裙", 11, 1, (69, 189), "dress", 23, 0.55, "dress", 380,
        ("cotton", "linen", "viscose", "silk", "satin", "crochet"), _PRINTS,
        ("slim", "relaxed", "a-line", "fitted"),
        ("v-neck", "crew neck", "square neck", "halter", "boat neck"),
        ("short sleeve", "long sleeve", "sleeveless", "puff sleeve"),
        ("mini", "knee-length", "midi", "maxi"),
        ("everyday", "work", "party", "vacation", "wedding guest"),
    ),
    Garment(
        "jumpsuit", ("jumpsuit",), "连体裤", 2, 1, (79, 159), "dress", 23, 0.4, "jumpsuit", 450,
        (*_LIGHT, "denim"), ("stripe", "floral"), ("wide-leg", "relaxed", "fitted"),
        ("v-neck", "square neck", "halter"), ("sleeveless", "short sleeve"), (),
        ("party", "vacation", "everyday"),
    ),
    Garment(
        "skirts", ("skirt",), "半身裙", 6, 1, (45, 119), "bottom", 22, 0.3, "skirt", 300,
        ("cotton", "linen", "satin", "denim", "leather", "wool", "viscose"), _PRINTS,
        ("a-line", "slim", "straight"), (), (), ("mini", "knee-length", "midi", "maxi"),
        ("everyday", "work", "party", "vacation"),
    ),
    Garment(
        "trousers", ("trouser", "trousers", "pant"), "长裤", 9, 0.55, (59, 129), "bottom", 42,
        0.12, "trousers", 480, ("cotton", "linen", "wool", "viscose", "corduroy", "leather"),
        ("stripe", "check"), _LEGS, (), (), (), ("work", "everyday", "party"),
    ),
    Garment(
        "jeans", ("jean", "jeans"), "牛仔裤", 6, 0.55, (69, 129), "bottom", 40, 0.12, "trousers",
        650, ("denim",), (), _LEGS, (), (), (), ("everyday",),
    ),
    Garment(
        "shorts", ("shorts",), "短裤", 4, 0.5, (35, 75), "bottom", 26, 1.1, "shorts", 260,
        ("cotton", "linen", "denim", "nylon"), ("stripe", "check", "floral"),
        ("relaxed", "straight", "wide-leg"), (), (), (), ("vacation", "everyday", "sport"),
    ),
    Garment(
        "blazer", ("blazer",), "西装外套", 4, 0.6, (119, 249), "top", 40, 0.25, "blazer", 750,
        ("wool", "linen", "cotton", "viscose"), ("check", "stripe"),
        ("slim", "relaxed", "oversized", "cropped"), (), ("long sleeve",), (),
        ("work", "party", "wedding guest"),
    ),
    Garment(
        "jacket", ("jacket",), "夹克", 5, 0.5, (99, 279), "top", 41, 0.45, "jacket", 900,
        ("denim", "leather", "suede", "cotton", "nylon", "corduroy"), ("check",),
        ("relaxed", "cropped", "boxy", "oversized"), ("collared",), ("long sleeve",), (),
        ("everyday",),
    ),
    Garment(
        "coat", ("coat",), "大衣", 4, 0.6, (169, 389), "top", 46, 1.0, "coat", 1500,
        ("wool", "cashmere", "nylon", "cotton"), ("check",),
        ("straight", "oversized", "relaxed"), ("collared",), ("long sleeve",),
        ("knee-length", "midi", "maxi"), ("everyday", "work"),
    ),
    Garment(
        "bags", ("tote", "bag", "crossbody bag"), "包", 4, 0.9, (59, 199), "one", 48, 0.15, "bag",
        600, ("leather", "suede", "cotton", "nylon", "crochet"), ("stripe", "animal print"),
        (), (), (), (), ("everyday", "work", "party"),
    ),
    Garment(
        "sneakers", ("trainer", "sneaker"), "运动鞋", 4, 0.5, (79, 149), "shoe", 16, 0.15, "shoe",
        850, ("leather", "suede", "nylon", "cotton"), (), (), (), (), (), ("everyday", "sport"),
    ),
    Garment(
        "boots", ("boot", "ankle boot"), "靴子", 3, 0.75, (119, 239), "shoe", 44, 1.0, "boot",
        1300, ("leather", "suede"), ("animal print",), (), (), (), (), ("everyday", "work"),
    ),
    Garment(
        "sandals", ("sandal",), "凉鞋", 3, 0.85, (55, 129), "shoe", 24, 1.2, "sandal", 500,
        ("leather", "suede"), ("animal print",), (), (), (), (), ("vacation", "everyday"),
    ),
)  # fmt: skip
"""Every category of the brand."""

VOCABULARY = Vocabulary(tuple((g.key, g.zh, g.weight) for g in GARMENTS))


@dataclass(frozen=True)
class Scale:
    """A run of sizes.

    Attributes:
        name: scale with its gender, such as ``bottom/women``.
        sizes: labels from small to large.
        girth: body measure that decides the size.
        first: the girth that the first size is cut for, in cm (foot length for shoes).
        step: girth between two sizes, in cm.
    """

    name: str
    sizes: tuple[str, ...]
    girth: str
    first: float
    step: float


_ALPHA = ("XS", "S", "M", "L", "XL", "XXL")
_EU = ("34", "36", "38", "40", "42", "44", "46")

SCALES = (
    # Steps follow EN 13402-3: 4 cm of bust, waist and hip to an EU size, 8 cm of chest to an
    # alpha size; shoe sizes are Paris points of 2/3 cm.
    Scale("top/women", _ALPHA, "bust", 80.0, 7.0),
    Scale("top/men", ("S", "M", "L", "XL", "XXL"), "bust", 92.0, 8.0),
    Scale("dress/women", _EU, "bust", 80.0, 4.5),
    Scale("bottom/women", _EU, "hip", 88.0, 4.5),
    Scale("bottom/men", ("28", "30", "32", "34", "36", "38"), "waist", 74.0, 5.08),
    Scale("shoe/women", ("36", "37", "38", "39", "40", "41"), "foot", 22.7, 0.667),
    Scale("shoe/men", ("40", "41", "42", "43", "44", "45", "46"), "foot", 25.3, 0.667),
    Scale("one", ("One size",), "none", 0.0, 1.0),
)

SCALE_NAMES = tuple(s.name for s in SCALES)


def scale_of(garment: Garment, gender: str) -> int:
    """Index into :data:`SCALES` of the sizes that a category comes in for a gender."""
    name = "one" if garment.scale == "one" else f"{garment.scale}/{gender}"
    return SCALE_NAMES.index(name)
