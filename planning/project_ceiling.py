"""What the rules let each beneficiary of a candidate project have, and the project cut down to that.

A ceiling is reckoned as for members of group projects (:mod:`planning.support`), from what of a facility's
plans the project covers. Sites of one organisation in a province are one: what an organisation is capped at
holds for all of them together. Where a cost or a rate is not known, what is asked for stands.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from domain.rule import RulesInForce
from planning.apportionment import apportioned
from planning.candidate_project import Candidate, Claim, shares_of, support_of
from planning.eligibility import Plan
from planning.support import project_cap, support


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
    claims: list[Claim] = []
    for (_, province), places in together.items():
        asked = [amounts[place] for place in places]
        claim = _claim(candidate, places, sum(asked), plans, rules(province))
        claims.append(claim)
        if claim.is_cut:
            for place, amount in zip(places, apportioned(claim.given, asked), strict=True):
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
    asked: int,
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
    is_priced = all(plan.cost for plan in every) and all(
        len(covered[code]) >= number for code, number in items.items()
    )
    allowed = (
        support([plan.to_support for plan in every], candidate.activity, rules)
        if rules is not None and is_priced
        else None
    )
    return Claim(facilities=list(items), plans=every, asked=asked, is_priced=is_priced, allowed=allowed)
