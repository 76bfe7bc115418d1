"""Words that the lexicon does not know and that posts begin to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.errors import InputError, NotEnoughDataError, Place
from modiste.perceive.text.extract import extract
from modiste.perceive.text.fold import JOINT, folded
from modiste.perceive.text.lexicon import Lexicon, lexicon
from modiste.perceive.text.weeks import week_of

if TYPE_CHECKING:
    import polars as pl

_SCHEMA: Final = ("term", "language", "growth", "support", "p_value", "company", "examples")
_EXAMPLES: Final = 3
_STOP_TEXT: Final = """
a an the and or but if of to in on at for from by with as is are was were be been being am it its
it's i i'm i've i'd you you're your he she they them their his her we our us me my mine this that
these those there here what which who whom when where why how all any both each few more most other
some such no nor not only own same so than too very can can't will just don't should now do does did
doing have has had having would could may might must shall also into over under again once out up
down off about between during before after above below while because until against through get got
really much many one two three go going gone make makes made say says said see saw like love want
need know think look looks looking good great nice best new via rt etc
"""
_STOP: Final = frozenset(_STOP_TEXT.split())
_TAGS_TEXT: Final = """
ootd ootn style styleinspo fashion fashionista fashionblogger outfit outfits outfitinspo
outfitoftheday streetstyle whatiwore lookbook lookoftheday instafashion instagood photooftheday love
summer winter spring autumn fall newin haul sale shopping reels fyp foryou foryoupage viral trending
explore grwm 穿搭 今日穿搭 时尚 好物分享 日常 种草 ootd每日穿搭 笔记灵感 我的日常 分享 每日穿搭
"""
_COMMON_TAGS: Final = frozenset(_TAGS_TEXT.split())
_HAN_STOP: Final = frozenset(
    "的了是在我你他她它们这那和与就也都很太真最不没有要去来把被让给吗呢吧啊呀哦嗯个件条双"
)


def candidates(
    posts: pl.DataFrame,
    *,
    weeks: tuple[int, int] = (8, 26),
    least: int = 10,
    authors: int = 5,
    level: float = 0.01,
    growth: float = 2.0,
    words: Lexicon | None = None,
    zone: str = "UTC",
) -> pl.DataFrame:
    """Unknown terms whose share of posts grows fast.

    Terms are hashtags, one to three English words and two to five Chinese characters, without
    words that the lexicon knows. A term of the recent weeks is held against the
    weeks before them: given how often it came in all, the chance to see so many of its
    posts in the recent weeks (binomial) must be below ``level`` after the correction of Benjamini
    and Hochberg over all terms. A term that nearly always comes inside a longer one gives way.

    Args:
        posts: rows of the table ``post``; clean them first and leave out what weighs nothing.
        weeks: how many weeks are recent, and how many before them are the base.
        least: posts of the recent weeks that must use a term.
        authors: different authors that must use it, where authors are known.
        level: bound for the corrected chance.
        growth: bound for the ratio of the shares.
        words: another lexicon than the one that comes with Modiste.
        zone: zone of posts whose market is unknown.

    Returns:
        ``term``, ``language`` (``en`` stands for all Latin script, ``zh`` for Han), ``growth``
        (ratio of shares), ``support`` (recent posts), ``p_value`` (corrected), ``company`` (share
        of these posts that also mention a known attribute) and ``examples`` (ids of the latest
        posts); the most telling first.

    Raises:
        InputError: a bound makes no sense.
        NotEnoughDataError: the posts do not reach back before the recent weeks.
    """
    import polars as pl

    recent_weeks, base_weeks = weeks
    _check(recent_weeks=recent_weeks, base_weeks=base_weeks, least=least, authors=authors)
    frame = posts.with_columns(week_of(posts, zone=zone)).filter(pl.col("text").is_not_null())
    if "kind" in frame.columns:
        frame = frame.filter(pl.col("kind") != "search")
    if not frame.height:
        return _empty()
    last = frame["week"].max()
    age = (pl.lit(last) - pl.col("week")).dt.total_days() // 7
    frame = frame.with_columns(recent=age < recent_weeks).filter(age < recent_weeks + base_weeks)
    sizes = (int(frame["recent"].sum()), int((~frame["recent"]).sum()))
    if not sizes[1]:
        raise NotEnoughDataError(
            f"the posts do not reach back before the last {recent_weeks} weeks",
            remedy="Collect for longer, or ask for fewer recent weeks.",
        )
    used = _terms(frame, words or lexicon())
    counted = _counted(used, frame, least, authors)
    tested = _tested(counted, sizes)
    found = tested.filter((pl.col("p_value") <= level) & (pl.col("growth") >= growth))
    return _described(_widest(found), used, frame)


def _check(**bounds: int) -> None:
    for name, value in bounds.items():
        if value < 1:
            raise InputError(
                f"{name} must be at least 1",
                place=Place(column=name, value=str(value)),
                remedy="Give a positive whole number, or leave it out.",
            )


def _empty() -> pl.DataFrame:
    import polars as pl

    types = (pl.String, pl.String, pl.Float64, pl.Int64, pl.Float64, pl.Float64,
             pl.List(pl.String))  # fmt: skip
    return pl.DataFrame(schema=dict(zip(_SCHEMA, types, strict=True)))


def _terms(frame: pl.DataFrame, words: Lexicon) -> pl.DataFrame:
    """Which row uses which term: ``row``, ``term``, ``language``, each once."""
    import polars as pl

    texts = frame["text"].str.replace_all(r"https?://\S+|www\.\S+|@\S+", " ")
    mentions = extract(texts, words=words, negated=True)
    frame_texts = pl.DataFrame({"text": _masked(texts, mentions)}).with_row_index("row")
    text = pl.col("text")
    tags = frame_texts.select("row", term=text.str.extract_all(r"#[\p{L}\p{N}_]+"))
    tags = tags.explode("term").drop_nulls().with_columns(pl.col("term").str.strip_prefix("#"))
    plain = frame_texts.with_columns(text.str.replace_all(r"#[\p{L}\p{N}_]+", "|"))
    latin = _grams(plain, r"[\p{Latin}\p{N}'’]+|[^\s\p{Latin}\p{N}'’]", 3, " ")
    han = _grams(plain, r"[\u3400-\u9fff]|[^\u3400-\u9fff]+", 5, "")
    latin = latin.filter(pl.col("term").str.contains(r"^[\p{Latin}][\p{Latin}\p{N}'’ ]+$"))
    han = han.filter(pl.col("term").str.contains("^[\u3400-\u9fff]{2,5}$"))
    every = pl.concat([tags, latin, han]).unique()
    every = every.filter(~pl.col("term").is_in([*words.words, *_COMMON_TAGS]))
    kept = every.filter(_sensible(every["term"]))
    is_han = pl.col("term").str.contains("[\u3400-\u9fff]")
    return kept.with_columns(language=pl.when(is_han).then(pl.lit("zh")).otherwise(pl.lit("en")))


def _masked(texts: pl.Series, mentions: pl.DataFrame) -> pl.Series:
    """Texts in lower case in which known words have become bars.

    A hashtag that holds a known word beside others stays whole, for it may be a name of its own.
    """
    import polars as pl

    out = texts.fill_null("").to_list()
    spans = mentions.select("row", "start", pl.col("matched").str.len_chars()).rows()
    for row, start, size in spans:
        text = out[row]
        if "#" in text and _in_tag(text, start, start + size):
            continue
        out[row] = f"{text[:start]}{'|' * size}{text[start + size :]}"
    return folded(pl.Series(out, dtype=pl.String)).str.replace_all(JOINT, "", literal=True)


def _in_tag(text: str, start: int, end: int) -> bool:
    """Whether a span is a part, but not all, of a hashtag."""
    hash_at = text.rfind("#", 0, start + 1)
    if hash_at < 0 or any(c.isspace() for c in text[hash_at:end]):
        return False
    after = text[end : end + 1]
    return start > hash_at + 1 or after.isalnum()


def _grams(plain: pl.DataFrame, pattern: str, longest: int, joint: str) -> pl.DataFrame:
    """Runs of one to ``longest`` units that nothing else interrupts."""
    import polars as pl

    units = plain.select("row", unit=pl.col("text").str.extract_all(pattern)).explode("unit")
    units = units.drop_nulls()
    parts = []
    for size in range(1, longest + 1):
        run = [pl.col("unit").shift(-k).over("row") for k in range(size)]
        parts.append(units.select("row", term=pl.concat_str(run, separator=joint)).drop_nulls())
    return pl.concat(parts).unique()


def _sensible(terms: pl.Series) -> pl.Series:
    """Terms that neither begin nor end with a small word, and are no numbers."""
    import polars as pl

    known = terms.unique()
    fine = pl.Series([_is_sensible(term) for term in known], dtype=pl.Boolean)
    return terms.replace_strict(known, fine, return_dtype=pl.Boolean)


def _is_sensible(term: str) -> bool:
    if term.isascii():
        words = term.split()
        long = len(term) >= 4 and any(len(word) >= 3 for word in words)
        return long and words[0] not in _STOP and words[-1] not in _STOP
    return term[0] not in _HAN_STOP and term[-1] not in _HAN_STOP


def _counted(used: pl.DataFrame, frame: pl.DataFrame, least: int, authors: int) -> pl.DataFrame:
    import polars as pl

    about = pl.DataFrame({"recent": frame["recent"]}).with_row_index("row")
    has_authors = "author_id" in frame.columns
    about = about.with_columns(author=frame["author_id"] if has_authors else pl.lit(None))
    recent = pl.col("recent")
    counted = (
        used.join(about, on="row")
        .group_by("term", "language")
        .agg(
            support=recent.sum().cast(pl.Int64),
            before=(~recent).sum().cast(pl.Int64),
            authors=pl.col("author").filter(recent).drop_nulls().n_unique(),
            named=pl.col("author").filter(recent).is_not_null().sum(),
        )
    )
    many = (pl.col("named") < pl.col("support")) | (pl.col("authors") >= authors)
    return counted.filter((pl.col("support") >= least) & many)


def _tested(counted: pl.DataFrame, sizes: tuple[int, int]) -> pl.DataFrame:
    """Growth of the share, and the corrected chance of it."""
    import polars as pl
    from scipy.stats import binom, false_discovery_control

    now, before = counted["support"].to_numpy(), counted["before"].to_numpy()
    chance = binom.sf(now - 1, now + before, sizes[0] / sum(sizes))
    ratio = ((now + 0.5) / (sizes[0] + 1)) / ((before + 0.5) / (sizes[1] + 1))
    corrected = false_discovery_control(np.clip(chance, 0, 1)) if len(chance) else chance
    return counted.with_columns(
        growth=pl.Series(ratio, dtype=pl.Float64), p_value=pl.Series(corrected, dtype=pl.Float64)
    )


def _widest(found: pl.DataFrame) -> pl.DataFrame:
    """Without terms of which a longer one says nearly the same."""
    import polars as pl

    rows = found.sort(pl.col("term").str.len_chars(), descending=True).select("term", "support")
    kept: list[tuple[str, int]] = []
    for term, support in rows.iter_rows():
        padded = f" {term} " if term.isascii() else term
        inside = any(
            padded in (f" {longer} " if term.isascii() else longer) and count >= 0.7 * support
            for longer, count in kept
        )
        if not inside:
            kept.append((term, support))
    return found.filter(pl.col("term").is_in([term for term, _ in kept]))


def _described(found: pl.DataFrame, used: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    if not found.height:
        return _empty()
    mentioned = extract(frame["text"])["row"].unique()
    about = frame.select("post_id", "at", "recent").with_row_index("row")
    about = about.with_columns(known=pl.col("row").cast(pl.Int64).is_in(mentioned.implode()))
    of = used.join(found.select("term"), on="term").join(about.filter("recent"), on="row")
    company = of.group_by("term").agg(
        company=pl.col("known").mean(),
        examples=pl.col("post_id").sort_by("at", "post_id", descending=True).head(_EXAMPLES),
    )
    score = pl.col("growth").log() * pl.col("support").log1p() * pl.col("company")
    return (
        found.join(company, on="term").sort(score, "term", descending=[True, False]).select(_SCHEMA)
    )
