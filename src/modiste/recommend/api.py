"""``/v1/recommend``: lists with reasons, items alike, rules, profiles, the model's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Annotated, Any, Literal, cast

from fastapi import Query

from modiste.model.errors import InputError, Place
from modiste.present.http.access import Scope
from modiste.present.http.depends import Common, OpenWorkspace, Who
from modiste.present.http.money import Amount
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.shared import Shared
from modiste.recommend.edits import edits_of
from modiste.recommend.index import IN_SIZE, REPEATS, Ask, Index, Pick
from modiste.recommend.saved import load
from modiste.recommend.service import show_profile
from modiste.recommend.serving import Counter
from modiste.recommend.views import (
    CompanionsView,
    CompanionView,
    Edits,
    EditView,
    ListView,
    ModelView,
    MovedView,
    PickView,
    ProfileView,
    RuleView,
)
from modiste.recommend.warm import Warm
from modiste.recommend.words import RULES, spoken
from modiste.store.ledger import Audit, Ledger, now
from modiste.store.pictures import Shots, shots

router = Router(prefix="/recommend", tags=["recommend"])

Language = Annotated[Literal["en", "zh"] | None, Query(description="Of reasons; yours by default.")]
Length = Annotated[int | None, Query(ge=1, le=200, description="Items of the list.")]
_PART = "recommend"
_LOCK = Lock()


def counter_of(common: Shared) -> Counter:
    """The counter of a server, opened at the first request.

    Raises:
        NotEnoughDataError: no model was fitted yet.
    """
    with _LOCK:
        warm = common.parts.setdefault(_PART, Warm(common.workspace))
    return cast("Warm", warm).counter()


def agreed(common: Shared, customer: str, *, profiling: bool) -> None:
    """Let a server's answers follow a person's consent; nothing where none are given yet."""
    with _LOCK:
        warm = common.parts.get(_PART)
    if warm is not None:
        cast("Warm", warm).agreed(customer, profiling=profiling)


@router.get("", scope=Scope.RECOMMEND_READ, responses=problem_responses(404, 409))
def recommend(  # noqa: PLR0913, PLR0917 - what may be asked
    who: Who,
    common: Common,
    customer: Annotated[str | None, Query(description="Pseudonym; none is a visitor.")] = None,
    session: Annotated[str | None, Query(description="A visitor's session.")] = None,
    item: Annotated[
        list[str] | None, Query(description="A style or variant looked at; repeatable.")
    ] = None,
    occasion: Annotated[str | None, Query(description="What for, such as wedding.")] = None,
    size: Annotated[
        list[str] | None, Query(description="A size that overrules the known one; repeatable.")
    ] = None,
    on: Annotated[list[str] | None, Query(description="Rules to switch on; repeatable.")] = None,
    off: Annotated[list[str] | None, Query(description="Rules to switch off; repeatable.")] = None,
    k: Length = None,
    language: Language = None,
) -> ListView:
    """Recommend for a person, a basket or a visitor, as the shop would, with every reason.

    Rules can be switched for this one answer, to see what they do.
    """
    counter = counter_of(common)
    index = counter.index
    told = language or who.language
    ask = Ask(
        customer,
        tuple(index.item_of(name) for name in item or ()),
        session,
        occasion,
        tuple(size or ()),
        k or common.workspace.settings.recommend.length,
        rules=_switches(index, on or (), off or ()),
        language=told,
    )
    picks, pictures = index.recommend(ask), shots(common.tables)
    return ListView(
        run_id=index.run_id,
        as_of=index.as_of,
        customer=customer,
        profiled=index.person(customer) is not None,
        items=[_pick(index, n, each, told, pictures) for n, each in enumerate(picks, start=1)],
    )


@router.get("/similar/{item}", scope=Scope.RECOMMEND_READ, responses=problem_responses(404, 409))
def similar(
    item: str,
    who: Who,
    common: Common,
    kind: Annotated[
        Literal["alike", "with"], Query(description="Items like it, or worn with it.")
    ] = "alike",
    k: Length = None,
    language: Language = None,
) -> CompanionsView:
    """Items like a style or variant, or worn with it."""
    counter = counter_of(common)
    length = k or common.workspace.settings.recommend.length
    find = counter.similar if kind == "alike" else counter.worn_with
    found = find(item, length, language=language or who.language)
    index, pictures = counter.index, shots(common.tables)
    return CompanionsView(
        run_id=index.run_id, as_of=index.as_of, item=item, kind=kind,
        items=[
            CompanionView(
                rank=rank, product_id=each.product_id, colour=each.colour, score=each.score,
                reason=each.reason, **_facts(index, each.item, pictures),
            )
            for rank, each in enumerate(found, start=1)
        ],
    )  # fmt: skip


@router.get("/rules", scope=Scope.RECOMMEND_READ, responses=problem_responses(409))
def rules(who: Who, common: Common, language: Language = None) -> list[RuleView]:
    """The business rules that shape lists, and whether the settings use them."""
    index = counter_of(common).index
    names = RULES[language or who.language]
    told = [
        RuleView(name=IN_SIZE, title=names[IN_SIZE], kind="eligibility",
                 amount=float(index.in_size), on=index.in_size),
        RuleView(name=REPEATS, title=names[REPEATS], kind="eligibility",
                 amount=index.repeat_days, on=index.repeat_days > 0),
    ]  # fmt: skip
    told += [
        RuleView(name=each.name, title=names[each.name], kind="nudge", amount=each.weight,
                 on=each.weight != 0)
        for each in index.nudges
    ]  # fmt: skip
    return told + [
        RuleView(name=each.name, title=names[each.name], kind="limit", amount=each.share,
                 on=each.share < 1)
        for each in index.limits
    ]  # fmt: skip


@router.get("/model", scope=Scope.RECOMMEND_READ, responses=problem_responses(409))
def model(common: Common) -> ModelView:
    """The model that answers now, and how good it was on held-out purchases."""
    index = counter_of(common).index
    report = load(common.workspace.folder("models"), index.run_id).report
    weights = zip(index.blend.names, index.blend.weights.tolist(), strict=True)
    return ModelView(
        run_id=index.run_id,
        as_of=index.as_of,
        items=len(index.assortment),
        people=len(index.people),
        ranker=index.ranker is not None,
        weights={name: round(float(weight), 4) for name, weight in weights},
        judged_people=report.get("judged people"),
        ndcg=report.get("ndcg"),
        popularity_ndcg=report.get("popularity ndcg"),
        ranker_gain=report.get("ranker gain"),
    )


# --- people --------------------------------------------------------------------------------------


@router.get("/people/{customer}", scope=Scope.CUSTOMERS_READ, responses=problem_responses(404, 409))
def profile(
    customer: str, who: Who, common: Common, workspace: OpenWorkspace, language: Language = None
) -> ProfileView:
    """A person's tastes with their evidence, sizes, and what they said.

    Of people who are not known or have not agreed, nothing is told but what they said themselves.
    """
    index = counter_of(common).index
    _check_known(common, customer)
    return _profile(index, workspace, customer, language or who.language)


@router.post(
    "/people/{customer}/edits", scope=Scope.CUSTOMERS_WRITE, responses=problem_responses(404, 409)
)
def edit(
    customer: str, edits: Edits, who: Who, common: Common, workspace: OpenWorkspace
) -> ProfileView:
    """Write down what a person says of their profile; it counts from the next answer on."""
    counter = counter_of(common)
    _check_known(common, customer)
    written = counter.edit(
        customer, like=edits.like, avoid=edits.avoid, ignore=edits.ignore, withdraw=edits.withdraw
    )
    if written:
        _audit(workspace.ledger, who.name, "edit profile", customer, edits.model_dump())
    return _profile(counter.index, workspace, customer, who.language)


@router.delete(
    "/people/{customer}", scope=Scope.CUSTOMERS_WRITE, status_code=204,
    responses=problem_responses(404, 409),
)  # fmt: skip
def erase(customer: str, who: Who, common: Common, workspace: OpenWorkspace) -> None:
    """Forget all that was learnt of a person until now; it leaves all answers at once."""
    counter = counter_of(common)
    _check_known(common, customer)
    counter.erase(customer)
    _audit(workspace.ledger, who.name, "erase profile", customer, {})


# --- parts ---------------------------------------------------------------------------------------


def _audit(
    ledger: Ledger, actor: str, action: str, customer: str, detail: Mapping[str, Any]
) -> None:
    row = Audit(
        at=now(), actor=actor, action=action, subject=f"customer:{customer}", detail=dict(detail)
    )
    with ledger.write() as session:
        session.add(row)


def _check_known(common: Shared, customer: str) -> None:
    """Refuse names that no table knows."""
    tables, names = common.tables, ("customer", "sale", "event")

    def everybody() -> frozenset[str]:
        known = (tables.facts(name)["customer_id"].drop_nulls().unique() for name in names)
        return frozenset().union(*(each.to_list() for each in known))

    if customer not in tables.derived("everybody", names, everybody):
        raise unknown("customer", customer)


def _switches(index: Index, on: Iterable[str], off: Iterable[str]) -> dict[str, bool]:
    known = [IN_SIZE, REPEATS, *(r.name for r in index.nudges), *(r.name for r in index.limits)]
    switches = {**dict.fromkeys(on, True), **dict.fromkeys(off, False)}
    for name in switches:
        if name not in known:
            raise InputError(
                "there is no such rule",
                place=Place(column="rule", value=name),
                remedy=f"The rules are: {', '.join(known)}.",
            )
    return switches


def _profile(index: Index, workspace: OpenWorkspace, customer: str, language: str) -> ProfileView:
    found = show_profile(index, customer)
    likings = [
        {**each, "label": spoken(each["name"], each["value"], language)}
        for each in found["likings"]
    ]
    edits = [
        EditView(
            name=name,
            value=value,
            label=spoken(name, value, language),
            stance=cast("Any", stance),
        )
        for (name, value), stance in sorted(edits_of(workspace, customer).items())
    ]
    return ProfileView.model_validate({**found, "likings": likings, "edits": edits})


def _facts(index: Index, item: int, pictures: Shots) -> dict[str, Any]:
    row = index.assortment.table.row(item, named=True)
    return {
        "picture": pictures.of(row["product_id"], row["colour"]),
        "title": index.title(item),
        "category": row["category"],
        "price": Amount.of(row["price"], row["currency"]),
    }


def _pick(index: Index, rank: int, pick: Pick, language: str, pictures: Shots) -> PickView:
    names = RULES[language]
    return PickView(
        rank=rank, product_id=pick.product_id, colour=pick.colour, variant_id=pick.variant_id,
        score=round(pick.score, 4), reason=pick.reason,
        moved=[
            MovedView(rule=each.rule, title=names[each.rule], before=each.before, after=each.after)
            for each in pick.moved
        ],
        **_facts(index, pick.item, pictures),
    )  # fmt: skip
