"""What the rules let each beneficiary of a candidate project have, and the project cut down to that.

A ceiling is reckoned as for members of group projects (:mod:`planning.support`), from what of a facility's
plans the project covers. Sites of one organisation in a province are one: what an organisation is capped at
holds for all of them together. Where a cost is not known, only what is capped whatever it costs is held
against it; where a rate is not known, or how the support is divided among beneficiaries, what is asked for
stands.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from domain.rule import RulesInForce
from planning.apportionment import apportioned
from planning.candidate_project import Candidate, Claim, shares_of, support_of
from planning.eligibility import Plan
from planning.support import Item, project_cap, support

_DEAREST = Item(cost=10**15, eligible=10**15, is_technology_line=True)
"""Stands for what has no known cost: it may have as much as caps let anything have."""


def limited(
    candidate: Candidate,
    plans: Mapping[str, Sequence[Plan]],
    rules: Callable[[str | None], RulesInForce | None],
) -> Candidate:
    """A project that asks for no more than the rules allow, with the claims of its beneficiaries.

    ``plans`` of facilities by their codes; ``rules``: those in force for money of its level in a province,
    None where there are none. Unchanged where its support is not known.
    """
    if support_of(candidate) is None:
        return candidate
    amounts = [share.amount for share in shares_of(candidate)]
    together: dict[tuple[str, str | None], list[int]] = {}
    for place, each in enumerate(candidate.beneficiaries):
        together.setdefault((each.owner, each.province), []).append(place)
    is_divided = len(together) == 1 or all(each.requested for each in candidate.beneficiaries)
    claims: list[Claim] = []
    for (_, province), places in together.items():
        asked = [amounts[place] for place in places]
        claim = _claim(candidate, places, sum(asked) if is_divided else None, plans, rules(province))
        claims.append(claim)
        if claim.is_cut:
            for place, amount in zip(places, apportioned(claim.given or 0, asked), strict=True):
                amounts[place] = amount
    provinces = {each.province for each in candidate.beneficiaries} or {candidate.province}
    cap = min(
        (
            rule
            for province in sorted(provinces, key=lambda code: code or "")
            if (known := rules(province)) and (rule := project_cap(candidate.activity, known))
        ),
        key=lambda rule: rule.value or 0,
        default=None,
    )
    most = None if cap is None or cap.value is None else int(cap.value)
    is_capped = most is not None and sum(amounts) > most
    if most is not None and is_capped:
        amounts = apportioned(most, amounts)
    is_cut = is_capped or any(claim.is_cut for claim in claims)
    return replace(
        candidate,
        support=sum(amounts) if is_cut else candidate.support,
        beneficiaries=[
            replace(each, requested=amount) if is_cut else each
            for each, amount in zip(candidate.beneficiaries, amounts, strict=False)
        ],
        claims=claims,
        cap=cap if is_capped else None,
    )


def _claim(
    candidate: Candidate,
    places: Sequence[int],
    asked: int | None,
    plans: Mapping[str, Sequence[Plan]],
    rules: RulesInForce | None,
) -> Claim:
    """What some beneficiaries ask for and may have. The cost is known where that of every plan is, and each
    facility has a plan for each of its items."""
    items = Counter(candidate.beneficiaries[place].code for place in places)
    covered = {
        code: [plan for plan in plans.get(code, ()) if plan.code in candidate.investments] for code in items
    }
    every = [plan for code in items for plan in covered[code]]
    priced = [plan.to_support for plan in every if plan.cost]
    unpriced = len(every) - len(priced)
    unpriced += sum(max(0, number - len(covered[code])) for code, number in items.items())
    paid_for = priced + [_DEAREST] * unpriced
    return Claim(
        facilities=list(items),
        plans=every,
        asked=asked,
        is_priced=not unpriced,
        allowed=None if rules is None else support(paid_for, candidate.activity, rules),
    )
