"""The trend report's words in English and Chinese."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Trends",
        "for": "Read as of",
        "run": "Run",
        "up": "Rising",
        "top": "At their peak",
        "down": "Falling",
        "up_note": "A change that no season explains is under way. Surest first.",
        "top_note": "High after a year of growth, with no further rise in sight.",
        "down_note": "Losing share, or a fad on its way back.",
        "read": "Attributes read",
        "trust": "Earlier calls that held",
        "lead": "Influencers are ahead by",
        "week": "{n} week", "weeks": "{n} weeks",
        "in_search": "searches", "in_queries": "searches in your shop",
        "in_views": "page views in your shop", "in_sales": "your sales",
        "unknown": "not known",
        "none": "Nothing this week.",
        "of_mainstream": "posts", "of_search": "searches", "of_queries": "searches in your shop",
        "of_views": "page views in your shop", "of_sales": "units that you sold",
        "curve": "share of {of}, forecast with bands",
        "curve_note": "Share of {of}. Bands hold 50 % and 80 % of outcomes.",
        "change": "on the same weeks of last year",
        "sure": "sure",
        "began": "grew first in",
        "ahead": "influencers {weeks} ahead",
        "own": "In your range",
        "driven": "Posts that carry its growth",
        "posted": "Pictures of these posts",
        "sold": "Your styles that carry it",
        "between": " (95 %: {low}–{high} %)",
        "peak_error": "Peak forecasts were off by",
        "absent": "Not in your range, or without a picture.",
        "map": "Map of stages",
        "map_note": "Across: expected change on last year. Up: share of {of} today.",
        "gaps": "What the range lacks",
        "gaps_note": "Rises, and is talked about more than you offer it. The money is the margin "
        "of a year if your customers followed: an upper estimate.",
        "risks": "What lies in stock and falls",
        "risks_note": "The money is the cost of what the next 26 weeks would leave, at today's "
        "pace and the expected fall.",
        "money": "Money",
        "stages": "What the stages mean",
        "emerging": "emerging", "rising": "rising", "peak": "peak", "falling": "falling",
        "fad": "fad", "seasonal": "seasonal", "flat": "flat",
        "emerging_is": "It rises, and a year ago had less than a third of today's share.",
        "rising_is": "A change upwards that no season explains is more probable than not, or next "
        "half year's forecast is surely above the same weeks of last year.",
        "peak_is": "Within 10 % of its highest share ever, after a year that grew by 10 %.",
        "falling_is": "The same as rising, downwards, and at least 70 % probable.",
        "fad_is": "It stood at 2.5 times its former share and 1.5 times its highest within a year, "
        "and has lost half of the way back.",
        "seasonal_is": "The time of year explains more than 60 % of its ups and downs.",
        "flat_is": "None of these.",
        "says_not": "What these numbers do not say",
        "limits": "A share of posts is talk, not sales: people post what they wear out, what is "
        "new and what they dislike.|The sources are those that you imported; who is not on them "
        "is not heard.|A share is relative: when one colour rises, the others lose some of the "
        "talk without being wanted less.|In the first year of posts no season is known, and few "
        "calls are made.|The band holds what forecasts like these missed in the past; a shock "
        "that never happened is not in it.|“Earlier calls that held” counts rises called at up to "
        "twelve earlier days with the posts of then, each once, whose share was at least 10 % "
        "above last year's in the 13 weeks after; in brackets the 95 % interval. With few calls it "
        "is wide.|Pictures show that you have such a style, "
        "not that it is the one people post.",
        "foot": "Made by Modiste {version} from {posts} posts. This file needs no network.",
    },
    "zh": {
        "title": "趋势",
        "for": "截至",
        "run": "运行",
        "up": "上升",
        "top": "处于高点",
        "down": "下降",
        "up_note": "正在发生季节无法解释的变化。最确定的在前。",
        "top_note": "经过一年增长处于高位,看不到进一步上升。",
        "down_note": "份额正在流失,或是短暂热潮正在退去。",
        "read": "分析的属性",
        "trust": "以往判断成立的次数",
        "lead": "意见领袖领先",
        "week": "{n} 周", "weeks": "{n} 周",
        "in_search": "搜索", "in_queries": "店内搜索", "in_views": "店内浏览",
        "in_sales": "你的销量",
        "unknown": "未知",
        "none": "本周没有。",
        "of_mainstream": "帖子", "of_search": "搜索", "of_queries": "店内搜索",
        "of_views": "店内浏览", "of_sales": "销量",
        "curve": "{of}份额,带区间的预测",
        "curve_note": "{of}份额。色带包含 50 % 与 80 % 的可能结果。",
        "change": "与去年同期相比",
        "sure": "把握",
        "began": "最先增长于",
        "ahead": "意见领袖领先 {weeks}",
        "own": "你的系列中",
        "driven": "推动增长的帖子",
        "posted": "这些帖子的图片",
        "sold": "你带有它的款式",
        "between": "（95 %:{low}–{high} %）",
        "peak_error": "高点预测的误差",
        "absent": "你的系列中没有,或没有图片。",
        "map": "阶段图",
        "map_note": "横轴:与去年相比的预期变化。纵轴:目前的{of}份额。",
        "gaps": "系列中缺少的",
        "gaps_note": "正在上升,且讨论份额高于你的供应。金额是顾客跟随时一年的毛利:上限估计。",
        "risks": "有库存且在下降的",
        "risks_note": "金额为按目前销速与预期跌幅,未来 26 周后仍剩余库存的成本。",
        "money": "金额",
        "stages": "各阶段的含义",
        "emerging": "萌芽", "rising": "上升", "peak": "高点", "falling": "下降",
        "fad": "短暂热潮", "seasonal": "季节性", "flat": "平稳",
        "emerging_is": "正在上升,且一年前的份额不到今天的三分之一。",
        "rising_is": "季节无法解释的上升变化可能性大于一半,或未来半年的预测确定高于去年同期。",
        "peak_is": "距历史最高份额不到 10 %,且过去一年增长了 10 %。",
        "falling_is": "与上升相同,方向相反,概率至少 70 %。",
        "fad_is": "一年内曾达到以前份额的 2.5 倍、以前最高的 1.5 倍,并已回落一半。",
        "seasonal_is": "一年中的时间解释了超过 60 % 的起伏。",
        "flat_is": "以上都不是。",
        "says_not": "这些数字没有说明什么",
        "limits": "帖子份额是讨论,不是销售:人们发布外出的穿着、新鲜的和不喜欢的东西。"
        "|来源只是你导入的那些;不在其中的人没有被听到。"
        "|份额是相对的:一种颜色上升时,其他颜色失去部分讨论,并不等于需求减少。"
        "|在有帖子的第一年,季节未知,因此判断很少。"
        "|色带包含过去同类预测的误差;从未发生过的冲击不在其中。"
        "|“以往判断成立的次数”统计至多十二个较早日期仅用当时帖子作出的上升判断(每个只计一次),"
        "随后 13 周份额比去年同期高至少 10 % 的次数;括号内为 95 % 区间。判断少时区间很宽。"
        "|图片表示你有这样的款式,并不表示人们发布的就是它。",
        "foot": "由 Modiste {version} 根据 {posts} 条帖子生成。此文件无需网络。",
    },
}  # fmt: skip
