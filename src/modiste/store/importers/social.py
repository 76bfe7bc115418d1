"""What the dumps of social networks call their columns, and how they write times and counts."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import polars as pl

from modiste.store.importers.moments import CHINESE, ISO, ISO_ZONED, to_utc

FIELDS = {
    "id": (
        "post_id", "post id", "id", "shortcode", "aweme_id", "video_id", "note_id", "mid",
        "mblogid", "tweet_id", "pin_id", "pk", "uuid", "微博id", "笔记id", "帖子id",
    ),
    "at": (
        "at", "created_at", "taken_at", "taken_at_timestamp", "timestamp", "create_time",
        "createTimeISO", "createTime", "created_utc", "published_at", "publish_time", "posted_at",
        "post date", "date posted", "date", "datetime", "time", "created", "upload_date",
        "发布时间", "发布日期", "时间", "日期",
    ),
    "text": (
        "text", "full_text", "caption", "caption.text", "caption_text", "desc", "description",
        "body", "selftext", "content", "message", "post text", "video_description", "note_desc",
        "tweet", "正文", "内容", "微博正文", "微博内容", "笔记内容", "文案", "描述",
    ),
    "title": ("title", "note_title", "grid_title", "display_title", "标题", "笔记标题"),
    "tags": (
        "hashtags", "tags", "tag_list", "hashtag", "hashtag_names", "challenges", "topics",
        "话题", "标签",
    ),
    "author": (
        "author_id", "author.id", "user_id", "user.id", "owner_id", "ownerId", "owner.id",
        "authorMeta.id", "author.unique_id", "authorMeta.name", "creator_id", "username",
        "user.username", "ownerUsername", "author", "author_name", "author.name", "user_name",
        "screen_name", "user.screen_name", "handle", "account", "pinner.id", "pinner.username",
        "nickname", "user.nickname", "用户id", "博主id", "作者id", "博主", "作者", "用户名", "昵称",
    ),
    "handle": (
        "username", "user.username", "ownerUsername", "authorMeta.name", "author.unique_id",
        "screen_name", "user.screen_name", "handle", "pinner.username", "author", "account",
    ),
    "followers": (
        "followers", "follower_count", "followers_count", "user.followers_count",
        "owner.edge_followed_by.count", "authorMeta.fans", "author.follower_count", "fans",
        "subscribers", "pinner.follower_count", "粉丝数", "粉丝",
    ),
    "likes": (
        "likes", "like_count", "likes_count", "likesCount", "edge_liked_by.count",
        "edge_media_preview_like.count", "digg_count", "diggCount", "stats.diggCount",
        "statistics.digg_count", "attitudes_count", "favorite_count", "liked_count",
        "interact_info.liked_count", "ups", "score", "reactions", "reaction_count",
        "点赞数", "点赞",
    ),
    "comments": (
        "comments", "comment_count", "comments_count", "commentsCount", "commentCount",
        "edge_media_to_comment.count", "stats.commentCount", "statistics.comment_count",
        "num_comments", "reply_count", "interact_info.comment_count", "评论数", "评论",
    ),
    "shares": (
        "shares", "share_count", "shares_count", "shareCount", "stats.shareCount",
        "statistics.share_count", "reposts_count", "retweet_count", "repin_count", "saves",
        "save_count", "collected_count", "interact_info.collected_count", "num_crossposts",
        "转发数", "转发", "收藏数", "收藏", "分享数",
    ),
    "market": ("market", "country", "country_code", "region", "国家", "市场"),
    "segment": ("segment", "audience", "tier"),
    "language": ("language", "lang", "textLanguage", "locale", "语言"),
    "url": ("url", "permalink", "link", "post_url", "post link", "webVideoUrl", "share_url",
            "note_url", "链接"),
    "source": ("source", "platform", "network", "channel", "平台", "来源"),
    "kind": ("kind",),
    "amount": ("amount",),
}  # fmt: skip

# Headers that only one network's dumps have.
NETWORKS = {
    "tiktok": ("aweme_id", "diggCount", "digg_count", "stats.diggCount", "statistics.digg_count",
               "playCount", "webVideoUrl", "authorMeta.name", "video_description"),
    "xiaohongshu": ("note_id", "note_title", "interact_info.liked_count", "note_url", "笔记id",
                    "笔记标题", "笔记内容"),
    "weibo": ("mblogid", "attitudes_count", "微博id", "微博正文", "微博内容"),
    "reddit": ("subreddit", "selftext", "created_utc", "num_crossposts"),
    "pinterest": ("pin_id", "repin_count", "board", "pinner.username", "grid_title"),
    "instagram": ("shortcode", "taken_at_timestamp", "edge_liked_by.count", "taken_at",
                  "edge_media_preview_like.count", "ownerUsername", "caption.text"),
    "x": ("tweet_id", "retweet_count", "full_text"),
}  # fmt: skip

_MAGNITUDES = {"k": 1e3, "m": 1e6, "w": 1e4, "b": 1e9, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8}
_SECONDS = 1e8  # a smaller number is no time of our century
_MILLIS = 1e11
_MICROS = 1e14


def counts(cells: pl.Series) -> pl.Series:
    """Counts as networks show them: ``1,234``, ``1.2k``, ``3.4万``, ``10w+``; null is unknown."""
    text = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    parts = text.str.extract_groups(
        r"^(?<number>\d[\d,]*(?:\.\d+)?)\s*(?<unit>[kmbw千万萬亿])?\+?$"
    ).struct
    number = parts.field("number").str.replace_all(",", "").cast(pl.Float64, strict=False)
    factor = parts.field("unit").replace_strict(_MAGNITUDES, default=1.0, return_dtype=pl.Float64)
    return (number * factor.fill_null(1.0)).round(0).cast(pl.Int64, strict=False)


def moments(cells: pl.Series, zone: str) -> pl.Series:
    """Times as networks write them, in UTC: ISO, seconds since 1970, RFC 822, Chinese."""
    if cells.dtype != pl.String:
        if cells.dtype.is_numeric():
            return _epochs(cells.cast(pl.Float64))
        return to_utc(cells, (), zone)
    text = cells.str.strip_chars()
    out = _epochs(text.cast(pl.Float64, strict=False))
    if out.null_count() > text.null_count():
        formats = (*ISO, *ISO_ZONED, *CHINESE, "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M:%S%.f")
        read = to_utc(text, [form for form in formats if form != "%Y%m%d"], zone)
        out = out.zip_with(out.is_not_null(), read)
    if out.null_count() > text.null_count():
        out = out.zip_with(out.is_not_null(), _mail_dates(text.zip_with(out.is_null(), _none(out))))
    return out


def _none(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, len(like))


def _epochs(number: pl.Series) -> pl.Series:
    """Seconds, milliseconds or microseconds since 1970, told apart by their size."""
    frame = number.rename("n").to_frame()
    n = pl.col("n")
    micros = (
        pl.when(n >= _MICROS).then(n).when(n >= _MILLIS).then(n * 1e3)
        .when(n >= _SECONDS).then(n * 1e6)
    )  # fmt: skip
    return frame.select(
        micros.cast(pl.Int64, strict=False).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    ).to_series()


def _mail_dates(text: pl.Series) -> pl.Series:
    """``Wed, 04 Mar 2026 12:00:00 GMT`` of feeds, ``Wed Mar 04 12:00:00 +0800 2026`` of Weibo."""
    return pl.Series([_mail_date(t) if t else None for t in text], dtype=pl.Datetime("us", "UTC"))


def _mail_date(text: str) -> datetime | None:
    for read in (parsedate_to_datetime, _ctime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        zoned = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        # A year that no clock shows would not fit.
        return zoned.astimezone(UTC) if 1970 <= zoned.year <= 2200 else None
    return None


def _ctime(text: str) -> datetime:
    return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
