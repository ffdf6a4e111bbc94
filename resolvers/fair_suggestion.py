"""Suggestions of fairs: reads a business and the fairs to come, has them ranked, shows them."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import FundingLevel
from domain.language import Language
from domain.rule import RuleSets
from graph.client import Row
from graph.eligibility import facts
from graph.fair_suggestion import business as read_business
from graph.fair_suggestion import upcoming
from planning import fair_suggestion as planning
from planning.fair_suggestion_text import explanation
from planning.fair_support import FairSupport, Received, fair_support
from planning.recipe import Recipes
from resolvers.capacity import spares
from resolvers.eligibility import Judged, judged
from resolvers.lists import canonical_codes
from resolvers.middle import place
from resolvers.ranking import score_reason
from resolvers.recipe import Reference, reference
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import not_found
from schema.fair_suggestion import FairSuggestion, FairSuggestions

_LEVELS = (FundingLevel.NATIONAL, FundingLevel.PROVINCIAL)
"""There is no district level since 1 July 2025."""


@strawberry.type
class FairSuggestionQuery:
    """Suggestions of fairs."""

    @strawberry.field(
        description="Which fairs to come fit a business: products covered, buyers of what it has to sell, "
        "distance, season, registration, results of earlier editions, support"
    )
    async def fair_suggestions(
        self,
        info: Info,
        business: Annotated[strawberry.ID, strawberry.argument(description="Code of the business")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> FairSuggestions | None:
        """Which fairs fit a business."""
        day = day_of(on)
        spoken = language_of(info, language)
        (code,) = canonical_codes([business], RecordKind.BUSINESS, "business")
        graph = info.context.graph
        found, known, rows_of_facts = await asyncio.gather(
            read_business(graph, code, day), reference(graph), facts(graph, [code])
        )
        if found is None:
            raise not_found(f"There is no business {code}", "business")
        version, row = found
        asked = _business(row)
        products = {product for product in asked.left if product in known.recipes}
        related = known.recipes.kinds(products).union(
            kind.of for product in products for kind in known.recipes.lineage(product)
        )
        (rows, is_partial), facilities = await asyncio.gather(
            upcoming(graph, asked.code, sorted(related), day), judged(graph, rows_of_facts, day)
        )
        supports = _Supports(info.context.rules, next(iter(facilities), None), _received(row), day)
        suggestions = planning.fair_suggestions(asked, [_fair(each, known, supports) for each in rows], day)
        return FairSuggestions(
            algorithm=planning.ALGORITHM,
            data_version=version,
            on=day,
            explanation=_summary(asked, rows, spoken, is_partial=is_partial),
            is_partial=is_partial,
            suggestions=[_shown(each, spoken) for each in suggestions],
        )


class _Supports:
    """What could still be paid of fairs, under the rules in force when each opens."""

    def __init__(self, rules: RuleSets, known: Judged | None, received: Received, on: dt.date) -> None:
        self._rules, self._known, self._received, self._on = rules, known, received, on

    def of(self, fair: Row) -> FairSupport:
        """What could still be paid of a fair."""
        opens, country = fair["startsOn"], fair["country"]
        province = None if self._known is None else self._known.province
        found = (self._rules.in_force(level, province, opens) for level in _LEVELS)
        return fair_support(
            None if self._known is None else self._known.facility,
            self._received.beside(fair["code"], opens.year, self._on),
            opens.year,
            None if country is None else country != "VN",
            [rules for rules in found if rules is not None],
        )


def _summary(asked: planning.Business, rows: Sequence[Row], language: Language, *, is_partial: bool) -> str:
    if not asked.offers:
        return language.say(
            "Chưa ghi nhận sản phẩm nào mà cơ sở bán, nên chưa thể gợi ý hội chợ.",
            "No product that the business offers is recorded, so no fair can be suggested.",
        )
    if not rows:
        return language.say("Chưa có hội chợ nào sắp tới.", "No fair to come is recorded.")
    if is_partial:
        return language.say(
            f"Đã xét {len(rows)} hội chợ sắp tới gần nhất; còn hội chợ muộn hơn.",
            f"Fairs to come that were looked at: the next {len(rows)}; there are later ones.",
        )
    return language.say(
        f"Đã xét {len(rows)} hội chợ sắp tới.", f"Fairs to come that were looked at: {len(rows)}."
    )


def _shown(suggestion: planning.FairSuggestion, language: Language) -> FairSuggestion:
    return FairSuggestion(
        score=suggestion.score,
        is_participant=suggestion.is_participant,
        days_left=suggestion.days_left,
        distance_km=suggestion.distance_km,
        is_distance_approximate=suggestion.middle_of is not None,
        reasons=[
            score_reason(reason, explanation(reason, suggestion, language)) for reason in suggestion.reasons
        ],
        fair_code=suggestion.fair.code,
    )


def _business(row: Row) -> planning.Business:
    return planning.Business(
        code=row["code"],
        offers=[
            planning.Offer(
                product=offer["product"],
                months=frozenset(offer["months"] or ()),
                keeps_days=offer["keepsDays"],
                spare=spare,
            )
            for offer, spare in zip(row["offers"], spares(row["offers"], row["delivers"]), strict=True)
        ],
        **place(row),
        attends=frozenset(row["fairs"]),
    )


def _received(row: Row) -> Received:
    return Received(
        booths={each["fair"]: each["startsOn"] for each in row["booths"]},
        projects={each["project"]: each["year"] for each in row["projects"]},
    )


def _fair(row: Row, known: Reference, supports: _Supports) -> planning.Fair:
    chains = [[product for _, product in known.stages.get(chain, ())] for chain in row["chains"]]
    return planning.Fair(
        code=row["code"],
        country=row["country"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        starts_on=row["startsOn"],
        registration_closes_on=row["registrationClosesOn"],
        covers=_covered(row["products"], chains, known.recipes),
        buyers={each["business"]: each["country"] for each in row["buyers"]},
        buyer_count=row["buyerCount"],
        outcomes=list({each["meeting"]: each["outcome"] for each in row["past"]}.values()),
        support=supports.of(row),
    )


def _covered(products: Sequence[str], chains: Sequence[Sequence[str]], recipes: Recipes) -> frozenset[str]:
    """The products that a fair names and those of the chains that it names, with their kinds."""
    return frozenset(recipes.kinds({*products, *(product for chain in chains for product in chain)}))
