"""Pictures: a value chain, a supply trace or linkages of clusters, as the API answers them, on a page."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from domain.codes import MalformedCode, parse
from domain.enums import ClusterLinkageConstraint, TraceDirection, ValueChainMapConstraint
from domain.language import Language
from graph.client import Graph
from service.asking import Asker, check_target, name_of, save
from service.chain_picture import CHAIN, chain_picture
from service.cluster_picture import LINKAGES, MOST, linkage_picture
from service.errors import CommandError
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.trace_picture import DEEPEST, TRACE, trace_picture

BUSINESS = "query DrawnBusiness($code: PublicCode!) { answer: business(code: $code) { code name nameEn } }"
PRODUCT = "query DrawnProduct($code: PublicCode!) { answer: product(code: $code) { code name nameEn } }"

Picture = Callable[[Graph], Awaitable[bytes]]
"""Makes a picture of a graph; raises :class:`CommandError`."""

_INVENTED = ("cơ sở và số liệu", "firms and figures")


def draw(settings: Settings, target: Path, picture: Picture, *, replaces: bool) -> None:
    """Writes a picture of the graph of the settings into a file, as a whole or not at all.

    Raises :class:`CommandError`, ``GraphError`` or ``SettingsError``; a file that is there already is an
    error unless it ``replaces`` it.
    """
    check_target(target, ".svg", replaces=replaces)
    save(asyncio.run(_content(settings, picture)), target)


async def _content(settings: Settings, picture: Picture) -> bytes:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return await picture(opened.graph)


async def chain_of(
    graph: Graph,
    code: str,
    within: Sequence[str] = (),
    month: int | None = None,
    language: Language = Language.VI,
) -> bytes:
    """A value chain inside some units, or all Vietnam, in a year or a month.

    Raises :class:`CommandError` where the chain or a unit does not exist, or where there is nothing to show.
    """
    asker = Asker(graph, language)
    _check(code, "value chain")
    names = await asker.units(within)
    chain = await asker.ask(CHAIN, code=code, within=list(within) or None, month=month)
    if not chain:
        raise CommandError(f"There is no value chain {code}")
    drawn = chain["map"]
    if drawn["constraint"]:
        why = ValueChainMapConstraint[drawn["constraint"]].en
        raise CommandError(f"There is nothing to draw of {code}: {why[0].lower()}{why[1:]}")
    remarks = [
        asker.scope(names, ("cả nước", "all Vietnam")),
        *await asker.origin([drawn["dataVersion"]], is_mixed=drawn["changedMeanwhile"], invented=_INVENTED),
    ]
    name = name_of(chain, language)
    when = "" if month is None else language.say(f", tháng {month}", f", month {month}")
    what = language.say("cung, cầu theo công đoạn", "supply and demand by stage")
    return chain_picture(chain, f"{name}: {what}{when}", remarks, month, language)


async def trace_of(
    graph: Graph,
    code: str,
    direction: TraceDirection = TraceDirection.UPSTREAM,
    depth: int = 4,
    product: str | None = None,
    language: Language = Language.VI,
) -> bytes:
    """Known suppliers, or customers, of a business, tier by tier; of one product where it is given.

    Raises :class:`CommandError` where the business or the product does not exist, or where no link is known.
    """
    if not 1 <= depth <= DEEPEST:
        raise CommandError(f"A page has room for 1 to {DEEPEST} tiers: give such a --depth")
    asker = Asker(graph, language)
    _check(code, "business")
    start = await asker.ask(BUSINESS, code=code)
    trace = await asker.ask(TRACE, business=code, direction=direction.name, depth=depth, product=product)
    if not trace["links"]:
        others = "suppliers" if direction is TraceDirection.UPSTREAM else "customers"
        of = "" if product is None else f" of {product}"
        raise CommandError(f"There is nothing to draw: {code} has no known {others}{of}")
    remarks = await asker.origin(
        [trace["dataVersion"]], is_mixed=trace["changedMeanwhile"], invented=_INVENTED
    )
    name, goods = f"{name_of(start, language)} ({start['code']})", ""
    if product is not None:
        answer = await asker.ask(PRODUCT, code=product)
        goods = f", {name_of(answer, language)}"
    title = (
        language.say(f"Nguồn cung ứng của {name}{goods}", f"Suppliers of {name}{goods}")
        if direction is TraceDirection.UPSTREAM
        else language.say(f"Nơi tiêu thụ của {name}{goods}", f"Customers of {name}{goods}")
    )
    return trace_picture(trace, start, direction, title, remarks, language)


async def linkages_of(
    graph: Graph, within: Sequence[str] = (), first: int = 10, language: Language = Language.VI
) -> bytes:
    """The first linkages of clusters in some units, or everywhere, on a map.

    Raises :class:`CommandError` where a unit does not exist, or where no clusters are linked.
    """
    if not 1 <= first <= MOST:
        raise CommandError(f"A page has room for 1 to {MOST} linkages: give such a --first")
    asker = Asker(graph, language)
    names = await asker.units(within)
    answer = await asker.ask(LINKAGES, within=list(within) or None, first=first)
    if answer["constraint"]:
        why = ClusterLinkageConstraint[answer["constraint"]].en
        raise CommandError(f"There is nothing to draw: {why[0].lower()}{why[1:]}")
    remarks = [
        asker.scope(names, ("toàn bộ sổ đăng ký", "the whole register")),
        *await asker.origin([answer["dataVersion"]], is_mixed=answer["changedMeanwhile"], invented=_INVENTED),
    ]
    title = language.say("Liên kết giữa các cụm", "Linkages between clusters")
    return linkage_picture(answer, title, remarks, language)


def _check(code: str, noun: str) -> None:
    """Raises :class:`CommandError` for what cannot be a code."""
    try:
        parse(code)
    except MalformedCode as error:
        raise CommandError(f"{code} is not the code of a {noun}: {error}") from error
