"""Which language a post is in, by its script and its small words. Nothing is downloaded."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

_SCRIPTS: Final = {
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af]",
    "zh": r"[\u3400-\u9fff]",
    "ru": r"[\u0400-\u04ff]",
    "el": r"[\u0370-\u03ff]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "th": r"[\u0e00-\u0e7f]",
    "hi": r"[\u0900-\u097f]",
}
# Small words and, for short posts, words of the trade; shared ones count for each of their owners.
_WORDS: Final = {
    "en": "the and is it this that for my with you i in of to a on so are was be love have just "
    "your all but not how can what from i'm it's don't new look wear dress outfit shirt shoes "
    "style fashion summer winter yes or me we our perfect best done she he they wearing",
    "de": "der die das und ist ich nicht mit für ein eine auf es zu den im sind mein meine von dem "
    "auch sehr wie aber so heute neue kleid schuhe hose jacke mode sommer liebe oder bei aus wird",
    "fr": "le la les et est je pas avec pour un une des du dans ce cette mon ma mes sur que qui "
    "très mais robe chaussures mode été veste jupe j'aime c'est j'ai au en nous vous tout",
    "es": "el la los las y es que no con para un una de en mi me por lo se muy pero este esta "
    "vestido zapatos moda verano falda chaqueta más todo hoy su nuevo amo",
    "it": "il lo la gli le e è non con per un una di che mi sono ho questo questa ma molto più "
    "vestito scarpe moda estate gonna giacca anche come del della nel amo oggi",
    "pt": "o a os as e é não com para um uma de que em meu minha muito mas este esta vestido "
    "sapatos moda verão saia hoje mais do da no na eu você amei",
    "nl": "de het een en is ik niet met voor van op dit dat mijn ook maar zo te zijn heel nieuwe "
    "jurk schoenen broek mode zomer rok vandaag je wat",
    "sv": "och är jag inte med för en ett på det som den mitt min också men så att kjol skor idag",
    "pl": "i nie jest z na do się to że w jak ale moja mój buty sukienka bardzo dla dziś",
    "tr": "ve bir bu için çok ben ile değil de da ama elbise ayakkabı moda yaz benim gibi",
    "id": "yang dan di ini itu dengan untuk saya aku tidak ada baju sepatu banget juga warna",
}
_NOISE: Final = r"https?://\S+|www\.\S+|[@#]\S+"
_SURE: Final = 0.55


def languages(texts: pl.Series) -> pl.Series:
    """ISO 639-1 codes of the languages that texts are in; null where they do not show it.

    Scripts decide where they can: kana is Japanese, other Han characters Chinese. For Latin script
    the share of small words decides, among eleven languages; hashtags are looked at only where
    there is nothing else.
    """
    import polars as pl

    plain = texts.cast(pl.String).fill_null("").str.replace_all(_NOISE, " ")
    bare = ~plain.str.contains(r"\p{L}")
    if bare.any():
        tags = (
            texts.cast(pl.String)
            .fill_null("")
            .str.replace_all(r"https?://\S+|www\.\S+|@\S+|#", " ")
        )
        plain = tags.zip_with(bare, plain)
    frame = plain.rename("text").to_frame()
    script = _by_script()
    frame = frame.with_columns(script.alias("language"))
    latin = frame["language"].is_null().to_numpy()
    if latin.any():
        words = _by_words(frame.filter(pl.Series(latin))["text"])
        whole = frame["language"].to_list()
        for at, found in zip(latin.nonzero()[0].tolist(), words, strict=True):
            whole[at] = found
        return pl.Series("language", whole, dtype=pl.String)
    return frame["language"]


def _by_script() -> pl.Expr:
    """The language of the script that at least a fifth of the letters are in."""
    import polars as pl

    text = pl.col("text")
    letters = text.str.count_matches(r"\p{L}")
    out = pl.lit(None, pl.String)
    for language, pattern in reversed(_SCRIPTS.items()):
        least = 0.2 if language != "ja" else 0.08
        # A Han character says as much as a Latin word.
        weight = 3 if language in {"zh", "ja", "ko"} else 1
        count = text.str.count_matches(pattern)
        out = (
            pl.when((count > 0) & (count * weight >= letters * least))
            .then(pl.lit(language))
            .otherwise(out)
        )
    return out


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            owners.setdefault(word, []).append(language)
    return {word: tuple(found) for word, found in owners.items()}


def _by_words(texts: pl.Series) -> list[str | None]:
    import polars as pl

    owners = _owners()
    table = pl.DataFrame(
        [(word, one, 1 / len(found)) for word, found in owners.items() for one in found],
        schema={"word": pl.String, "language": pl.String, "weight": pl.Float64},
        orient="row",
    )
    words = (
        texts.str.to_lowercase()
        .str.replace_all("[’‘]", "'")
        .str.extract_all(r"[\p{Latin}']+")
        .rename("word")
        .to_frame()
        .with_row_index("row")
        .explode("word")
        .drop_nulls("word")
    )
    votes = (
        words.join(table, on="word")
        .group_by("row", "language")
        .agg(pl.col("weight").sum())
        .with_columns(share=pl.col("weight") / pl.col("weight").sum().over("row"))
        .sort("row", "share", "language", descending=[False, True, False])
        .unique("row", keep="first", maintain_order=True)
        .filter((pl.col("share") >= _SURE) | ((pl.col("share") >= 0.4) & (pl.col("weight") >= 2)))
    )
    found: list[str | None] = [None] * len(texts)
    for row, language in votes.select("row", "language").iter_rows():
        found[row] = language
    return found


def is_han(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return re.search(_SCRIPTS["zh"], text) is not None
