"""How much a post should count: who writes it, how, and how many it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.model.errors import InputError, Place
from modiste.model.tables import table
from modiste.perceive.text.dedupe import plain_text
from modiste.perceive.text.weeks import week_of

if TYPE_CHECKING:
    import polars as pl

_SPAM: Final = "|".join(
    (
        r"dm (me )?(for|to) (price|order|collab|info|buy)", r"whats ?app", r"telegram me",
        r"follow (for|4) follow", r"\bf4f\b", r"\bl4l\b", r"like ?4 ?like", r"#followme\b",
        r"make money (from|at|online)", r"work from home and earn", r"ask me how", r"\breplica",
        r"best quality,? wholesale", r"wholesale price", r"aaa quality", r"1:1 quality",
        r"-\s?\d{2}\s?%.{0,20}(only )?today", r"free (gift ?card|iphone)",
        r"click (the )?link (below|now)", r"limited time offer", r"buy (followers|likes)",
        r"crypto", r"forex", r"onlyfans", r"promo(te)? (it )?on @",
        r"giveaway.{0,40}(tag|follow|like)", r"\bloan(s)? approved\b",
        r"加\s?(微信|薇|v信|vx|威信|扣扣|qq)", r"微信号?[:：]?\s?[a-z0-9_-]{5,}",
        r"\bvx[:：]?\s?[a-z0-9]{5,}", r"高仿", r"原单", r"精仿", r"一比一",
        r"工厂直销.{0,10}代理", r"招代理", r"一件代发", r"刷单", r"日赚", r"兼职.{0,6}(日结|赚)",
        r"互粉", r"互关", r"代购.{0,8}(私信|微信|加)", r"秒杀.{0,10}(下单|戳|点击)",
        r"点击(领取|链接)", r"免费领",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """Bounds beyond which a post counts less.

    Attributes:
        posts_a_day: posts of one author on one day and source; beyond, each counts in proportion.
        hashtags: hashtags of one post.
        links: web addresses of one post.
        template_uses: uses of one sentence (attributes aside) by the same few authors.
        cap: engagement at which a post counts in full; more adds nothing.
        author_week: sum of the weights of one author in one week.
    """

    posts_a_day: int = 12
    hashtags: int = 12
    links: int = 2
    template_uses: int = 4
    cap: float = 10_000.0
    author_week: float = 2.0

    def __post_init__(self) -> None:
        for name in ("posts_a_day", "hashtags", "links", "template_uses", "cap", "author_week"):
            if getattr(self, name) <= 0:
                raise InputError(
                    f"{name} must be above zero",
                    place=Place(column=name, value=str(getattr(self, name))),
                    remedy="Give a positive number, or leave it out for the default.",
                )


def weights(
    posts: pl.DataFrame, *, duplicate_of: pl.Series | None = None, rules: Rules | None = None,
    zone: str = "UTC",
) -> pl.DataFrame:  # fmt: skip
    """How much each post should count, from 0 to 1, and why it counts less.

    ``trust`` is a product: 0 for a copy; 0.1 for what spam says; 0.2 for a sentence that few
    authors use over and over, and for authors of whom half of at least three posts are spam; 0.5
    for too many hashtags or links, for more likes than followers could give, and for authors with
    many followers whom nobody answers; in proportion for authors who post all day. ``weight`` is
    trust times reach: 0.5 without engagement, 1 at ``rules.cap``, logarithmic between; where the
    engagement is unknown, what is usual for the source. Last, the weights of one author in one
    week are scaled down to ``rules.author_week``. Counts of searches weigh 1.

    Args:
        posts: rows of the table ``post``.
        duplicate_of: what :func:`duplicates` found.
        rules: the bounds.
        zone: zone of posts whose market is unknown.

    Returns:
        ``weight``, ``trust`` and ``reasons`` (list of text), a row for every post, in order.
    """
    import polars as pl

    rules = rules or Rules()
    frame = _complete(posts).with_columns(week_of(posts, zone=zone))
    copy = duplicate_of if duplicate_of is not None else pl.Series([None] * posts.height)
    frame = frame.with_columns(copy.is_not_null().alias("copy"), *_signs(rules))
    frame = frame.with_columns(template=_templates(frame, rules))
    frame = frame.with_columns(_author_signs())
    trust, reasons = _trust(rules)
    frame = frame.with_columns(trust=trust, reasons=reasons)
    frame = frame.with_columns(weight=pl.col("trust") * _reach(rules))
    total = pl.col("weight").sum().over("author_id", "week")
    shrunk = pl.col("weight") * (rules.author_week / total).clip(upper_bound=1.0).fill_nan(1.0)
    capped = pl.when(pl.col("author_id").is_null()).then("weight").otherwise(shrunk)
    search = pl.col("kind") == "search"
    return frame.select(
        pl.when(search).then(1.0).otherwise(capped).alias("weight"),
        pl.when(search).then(1.0).otherwise("trust").alias("trust"),
        pl.when(search).then(pl.lit([], pl.List(pl.String))).otherwise("reasons").alias("reasons"),
    )


def _complete(posts: pl.DataFrame) -> pl.DataFrame:
    """The columns that are needed; those that the posts lack are unknown."""
    import polars as pl

    schema = table("post").polars()
    names = ("at", "source", "kind", "market", "author_id", "followers", "text", "likes",
             "comments", "shares")  # fmt: skip
    return posts.select(
        pl.col(name).cast(schema[name])
        if name in posts.columns
        else pl.lit("post" if name == "kind" else None, schema[name]).alias(name)
        for name in names
    )


def _signs(rules: Rules) -> list[pl.Expr]:
    import polars as pl

    text = pl.col("text").fill_null("")
    lower = text.str.to_lowercase()
    engagement = (
        pl.col("likes").fill_null(0)
        + 2 * pl.col("comments").fill_null(0)
        + 3 * pl.col("shares").fill_null(0)
    )
    silent = pl.all_horizontal(pl.col(c).is_null() for c in ("likes", "comments", "shares"))
    return [
        lower.str.contains(_SPAM).alias("spam"),
        (text.str.count_matches(r"#[^\s#]") > rules.hashtags).alias("tags"),
        (text.str.count_matches(r"https?://|www\.") > rules.links).alias("links"),
        pl.when(~silent).then(engagement).alias("engagement"),
        (pl.col("likes") > 50 * (pl.col("followers") + 20)).fill_null(False).alias("odd"),
        pl.len().over("author_id", "source", pl.col("at").dt.date()).alias("a_day"),
    ]


def _templates(frame: pl.DataFrame, rules: Rules) -> pl.Series:
    """Posts whose sentence, attributes aside, few authors use over and over."""
    import polars as pl

    from modiste.perceive.text.extract import extract

    plain = plain_text(frame["text"])
    spans = extract(plain, negated=True).select("row", "matched")
    words = spans.group_by("row").agg(pl.col("matched"))
    rows = plain.rename("plain").to_frame().with_row_index("row").cast({"row": pl.Int64})
    joined = rows.join(words, on="row", how="left", maintain_order="left")
    bare = _without(joined)
    keyed = frame.select("author_id").with_columns(template=bare)
    uses, authors = pl.len().over("template"), pl.col("author_id").n_unique().over("template")
    by_author = pl.len().over("template", "author_id")
    long = pl.col("template").str.len_chars() >= 12
    few = (uses >= rules.template_uses * authors) | (by_author >= rules.template_uses)
    return keyed.select(
        (long & few & pl.col("author_id").is_not_null()).fill_null(False)
    ).to_series()


def _without(joined: pl.DataFrame) -> pl.Series:
    """Texts without the words that were found in them."""
    import polars as pl

    texts = [_cut(text, words) for text, words in joined.select("plain", "matched").iter_rows()]
    return pl.Series("template", texts, dtype=pl.String).str.replace_all(r"\s+", " ")


def _cut(text: str, words: list[str] | None) -> str:
    for word in sorted(words or (), key=len, reverse=True):
        text = text.replace(word, " ")
    return text.strip()


def _author_signs() -> list[pl.Expr]:
    import polars as pl

    known = pl.col("author_id").is_not_null()
    bad = (pl.col("spam") | pl.col("template")).mean().over("author_id")
    many = pl.len().over("author_id")
    mean = pl.col("engagement").mean().over("author_id")
    ghosts = (pl.col("followers") >= 5_000) & (many >= 5) & (mean < 0.0005 * pl.col("followers"))
    return [
        (known & (many >= 3) & (bad >= 0.5)).alias("spammer"),
        (known & ghosts).fill_null(False).alias("ghosts"),
    ]


def _trust(rules: Rules) -> tuple[pl.Expr, pl.Expr]:
    import polars as pl

    often = (rules.posts_a_day / pl.col("a_day")).clip(upper_bound=1.0)
    often = pl.when(pl.col("author_id").is_null()).then(1.0).otherwise(often)
    signs: list[tuple[str, pl.Expr, pl.Expr]] = [
        (reason, pl.col(name), pl.lit(factor))
        for reason, name, factor in (
            ("copy", "copy", 0.0),
            ("spam", "spam", 0.1),
            ("repeated template", "template", 0.2),
            ("author of spam", "spammer", 0.2),
            ("too many hashtags", "tags", 0.5),
            ("too many links", "links", 0.5),
            ("more likes than followers give", "odd", 0.5),
            ("followers who never answer", "ghosts", 0.5),
        )
    ]
    signs.append(("posts all day", often < 1.0, often))
    trust = pl.lit(1.0)
    for _, sign, factor in signs:
        trust = trust * pl.when(sign).then(factor).otherwise(1.0)
    named = [pl.when(sign).then(pl.lit(reason)) for reason, sign, _ in signs]
    return trust, pl.concat_list(named).list.drop_nulls()


def _reach(rules: Rules) -> pl.Expr:
    import polars as pl

    part = (pl.col("engagement").clip(0).log1p() / pl.lit(rules.cap).log1p()).clip(upper_bound=1.0)
    usual = part.median().over("source")
    return 0.5 + 0.5 * part.fill_null(usual).fill_null(0.0)
