"""Suggestions of fairs: reads a business and the fairs to come, has them ranked, shows them."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.language import Language
from graph.client import Row
from graph.fair_suggestion import business as read_business
from graph.fair_suggestion import upcoming
from planning import fair_suggestion as planning
from planning.fair_suggestion_text import explanation
from planning.recipe import Recipes
from resolvers.lists import canonical_codes
from resolvers.ranking import score_reason
from resolvers.recipe import Reference, reference
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import not_found
from schema.fair_suggestion import FairSuggestion, FairSuggestions


@strawberry.type
class FairSuggestionQuery:
    """Suggestions of fairs."""

    @strawberry.field(
        description="Which fairs to come fit a business: products covered, buyers that need what it offers, "
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
        found = await read_business(info.context.graph, code, day)
        if found is None:
            raise not_found(f"There is no business {code}", "business")
        version, row = found
        known = await reference(info.context.graph)
        asked = _business(row)
        products = {each.product for each in asked.offers if each.product in known.recipes}
        related = known.recipes.kinds(products).union(
            kind.of for product in products for kind in known.recipes.lineage(product)
        )
        rows = await upcoming(info.context.graph, asked.code, sorted(related), day)
        suggestions = planning.fair_suggestions(asked, [_fair(each, known) for each in rows], day)
        return FairSuggestions(
            algorithm=planning.ALGORITHM,
            data_version=version,
            on=day,
            explanation=_summary(asked, rows, spoken),
            suggestions=[_shown(each, asked, spoken) for each in suggestions],
        )


def _summary(asked: planning.Business, rows: Sequence[Row], language: Language) -> str:
    if not asked.offers:
        return language.say(
            "Chưa ghi nhận sản phẩm nào mà cơ sở bán, nên chưa thể gợi ý hội chợ.",
            "No product that the business offers is recorded, so no fair can be suggested.",
        )
    if not rows:
        return language.say("Chưa có hội chợ nào sắp tới.", "No fair to come is recorded.")
    return language.say(
        f"Đã xét {len(rows)} hội chợ sắp tới.", f"Fairs to come that were looked at: {len(rows)}."
    )


def _shown(
    suggestion: planning.FairSuggestion, asked: planning.Business, language: Language
) -> FairSuggestion:
    return FairSuggestion(
        score=suggestion.score,
        is_participant=suggestion.fair.code in asked.attends,
        days_left=suggestion.days_left,
        distance_km=suggestion.distance_km,
        reasons=[
            score_reason(reason, explanation(reason, suggestion, language)) for reason in suggestion.reasons
        ],
        fair_code=suggestion.fair.code,
    )


def _business(row: Row) -> planning.Business:
    booths = Counter(each["startsOn"].year for each in row["fairs"] if each["isStateSupported"])
    projects = {each["project"]: each["year"] for each in row["projects"]}
    return planning.Business(
        code=row["code"],
        offers=[
            planning.Offer(
                product=offer["product"],
                months=frozenset(offer["months"] or ()),
                keeps_days=offer["keepsDays"],
            )
            for offer in row["offers"]
        ],
        latitude=row["latitude"],
        longitude=row["longitude"],
        supported=booths + Counter(projects.values()),
        attends=frozenset(each["fair"] for each in row["fairs"]),
    )


def _fair(row: Row, known: Reference) -> planning.Fair:
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
    )


def _covered(products: Sequence[str], chains: Sequence[Sequence[str]], recipes: Recipes) -> frozenset[str]:
    """The products that a fair names and those of the chains that it names, with their kinds."""
    return frozenset(recipes.kinds({*products, *(product for chain in chains for product in chain)}))
