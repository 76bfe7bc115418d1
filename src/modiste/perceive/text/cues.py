"""Words around a mention that change what it says."""

from __future__ import annotations

from typing import Final

NEGATION: Final = "negation"
COMPANY: Final = "company"
BREAK: Final = "break"
BEFORE: Final = "before"
"""Names under which the matcher carries cues beside attributes."""

_NEGATION = """
no; not; without; never; nor; neither; isn't; isnt; aren't; arent; wasn't; wasnt; weren't;
ain't; don't; dont; doesn't; doesnt; didn't; didnt; won't; wont; hardly any; zero;
anything but; instead of; rather than; except; lack of; lacks; minus; no more; not a; not an;
free of; devoid of; 不是; 没有; 没; 无; 不要; 不带; 不含; 不想要; 不想穿; 不穿; 不爱穿; 不再;
拒绝; 告别; 远离; 别穿; 别买; 并非; 而非; 而不是; 不用; 不会穿; 不买; 不选; 除了; 去掉; 摆脱;
非; 没了; 避开; 不适合穿
"""
# Phrases that hold a negation and deny nothing.
_AFFIRMATION = """
not only; not just; not simply; not merely; not to mention; no doubt; no wonder; no matter;
no brainer; no need; no one; nobody; not sponsored; not sure; not sorry; not an ad;
not gonna lie; not enough; never enough; never too many; never go wrong;
never goes out of style; never gets old; never fails; never out of style; never stop;
never been; never seen; never loved; never knew; never felt; never thought; never owned;
why not; if not; or not; whether or not; don't sleep on; dont sleep on; don't miss; dont miss;
don't forget; dont forget; don't be afraid; don't worry; don't mind; don't you; don't think;
don't know; who doesn't; who doesnt; who does not; doesn't love; doesn't get; don't get;
wasn't sure; wasn't expecting; couldn't; can't; cannot; can not; won't regret; won't stop;
no regrets; no notes; no stopping; no cap; no secret; no shame; no longer just; not yet;
not afraid; not alone; not the only; not another; not bad; not ready; not for nothing;
not long; not my first; zero regrets; zero waste; can never have; never have enough; not a day;
not a moment; not a fan; not in stock; not see through; not too; not as; not so; 不是很;
不是特别; 不是不; 不太; 不怎么; 不得不; 不仅; 不只; 不但; 不止; 不单; 没想到; 没有之一;
没有人不; 没有人能; 忍不住; 无敌; 无论; 无比; 无限; 无缝; 无痕; 无钢圈; 无脑; 无痛; 无意; 无法;
无数; 无疑; 无与伦比; 无所谓; 无聊; 无尽; 非常; 非主流; 非遗; 非洲; 非穿不可; 非买不可; 分别;
特别; 别致; 别具; 别错过; 别忘; 离不开; 少不了; 不能没有; 怎么能没有; 怎么可能没有; 不会出错;
不挑; 不会错; 不规则; 不对称; 不费力; 不愧; 不错; 不过; 不同; 不看; 不完美; 没错; 没毛病;
没有理由; 谁不爱; 不要太; 要不要; 是不是; 有没有; 不可或缺; 不踩雷; 不显; 不输; 不败; 不过时;
不会过时; 不得了; 没话说; 没谁了; 不用说; 不用多说; 会不会; 能不能; 好不好
"""
_COMPANY = """
with; paired with; pair with; pair it with; styled with; style it with; worn with; wear with;
wear it with; w/; teamed with; matched with; layered over; worn over; layered under; goes with;
搭配; 搭; 配; 配上; 配着; 搭上; 外搭; 内搭; 叠穿; 混搭
"""
_BREAK = """
but; yet; although; though; however; just; only; except that; and; 但; 但是; 而是; 只是; 却;
可是; 然后
"""
_BEFORE = """
in; in a; in an; a; an; my; this; these; your; our; her; his; new; perfect; favourite;
favorite; that; those; cute; gorgeous; beautiful; lovely; great; colour; color; shade of;
every; another; 其他; 一件; 这件; 一条; 这条; 一个; 这个; 一双; 这双; 一只; 这只; 件; 条; 双;
款
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text.split(";") if word.strip()))


CUES: Final = {
    NEGATION: _words(_NEGATION),
    COMPANY: _words(_COMPANY),
    BREAK: _words(_BREAK),
    BEFORE: _words(_BEFORE),
}
AFFIRMATIONS: Final = _words(_AFFIRMATION)
