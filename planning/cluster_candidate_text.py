"""Sentences that say why a group of businesses behaves like a cluster, in Vietnamese and English."""

from collections.abc import Mapping, Sequence

from domain.enums import ClusterCandidateConstraint
from domain.language import Language
from planning.cluster_candidate import Candidate
from planning.wording import listed, number, percent, shown_name


def why_candidate(
    candidate: Candidate,
    chain: tuple[str, str | None],
    units: Mapping[str, str],
    clusters: Mapping[str, str],
    language: Language,
) -> str:
    """Who they are, how close they are, and what speaks for their chain here. ``chain``: its name, also in
    English; ``units`` and ``clusters``: names by code."""
    return " ".join(
        [
            _who(candidate, chain, units, language),
            _close(candidate, language),
            *_quotient(candidate, language),
            _clusters(candidate, clusters, language),
        ]
    )


def _who(
    candidate: Candidate, chain: tuple[str, str | None], units: Mapping[str, str], language: Language
) -> str:
    named = shown_name(*chain, language)
    size, inside = len(candidate.members), candidate.in_chain
    places = [units[code] for code in candidate.units if code in units]
    where_vi = where_en = ""
    if places:
        shown = listed(places, language, others=("đơn vị khác", "other units"))
        where_vi, where_en = f" ở {shown}", f" in {shown}"
    return language.say(
        f"{size} cơ sở{where_vi}, trong đó {inside} chào bán sản phẩm của {named}.",
        f"{size} businesses{where_en}, of which {inside} offer goods of the value chain {named}.",
    )


def _close(candidate: Candidate, language: Language) -> str:
    share, links = percent(candidate.cohesion), candidate.trade_links
    trade = language.say(
        f", có {links} quan hệ mua bán đã ghi nhận giữa họ" if links else ", chưa ghi nhận mua bán giữa họ",
        f", with {links} known trade link{'' if links == 1 else 's'} between them"
        if links
        else ", with no known trade between them",
    )
    radius = ""
    if candidate.radius_km is not None:
        far = number(round(candidate.radius_km, 1), language)
        radius = language.say(
            f"; một nửa nằm trong bán kính {far} km", f"; half of them lie within {far} km of their middle"
        )
    return language.say(
        f"{share} mức gắn kết (mua bán, gần nhau, sản phẩm liên quan) nằm trong nhóm{trade}{radius}.",
        f"{share} of what ties them (trade, nearness, related goods) stays inside the group{trade}{radius}.",
    )


def _quotient(candidate: Candidate, language: Language) -> Sequence[str]:
    if candidate.location_quotient is None:
        return []
    times = number(round(candidate.location_quotient, 2), language)
    return [
        language.say(
            f"Tỷ trọng cơ sở chào bán như vậy ở các đơn vị này gấp {times} lần của toàn sổ (LQ).",
            f"The share of such businesses among all of these units is {times} times that in the whole "
            "register (LQ).",
        )
    ]


def _clusters(candidate: Candidate, clusters: Mapping[str, str], language: Language) -> str:
    names = [
        f"{number} {language.say('thuộc', 'belong to' if number != 1 else 'belongs to')} {clusters[code]}"
        for code, number in candidate.clusters.items()
        if code in clusters
    ]
    if not names:
        return language.say("Chưa cơ sở nào thuộc một cụm.", "None of them belongs to a cluster yet.")
    shown = listed(names, language, others=("cụm khác", "other clusters"))
    return language.say(f"Đã có: {shown}.", f"Already: {shown}.")


def why_none(constraint: ClusterCandidateConstraint | None, language: Language) -> str | None:
    """Why no group is shown."""
    return None if constraint is None else language.say(f"{constraint.vi}.", f"{constraint.en}.")
