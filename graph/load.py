"""Writing many records at once: what seeds and imports use.

Every statement takes ``rows``. Those that write nodes and relationships answer with the ``line`` of each
row that they could write, so that a row whose references do not exist is found and named.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import LiteralString, TypeAlias

from graph.client import Graph, Row
from graph.cypher import Statement, unique
from graph.errors import GraphError

CONSTRAINTS = (
    unique("Word", "key"),
    unique("Prefix", "text"),
    unique("MergedCode"),
)

Step: TypeAlias = tuple[Statement, Row]
"""A statement with its parameters, as a part of a transaction."""

BATCH = 2_000
"""So many rows are written together."""
_TIMEOUT = 120.0


def _node(
    label: LiteralString,
    key: LiteralString = "code",
    extra: LiteralString = "",
    also: LiteralString = "",
    unless: LiteralString = "",
) -> tuple[tuple[Statement, Statement], Statement]:
    """What writes the nodes of a label, in two steps, and what removes them; ``also`` is set beside them,
    ``unless`` leaves, of the ``n`` to which nothing is tied, those that may go. The embedded engine scans a
    label where a ``MERGE`` or a pattern names two."""
    name = (extra or label).strip(":").lower()
    node: LiteralString = "MATCH (n:" + label + " {" + key + ": row.key}) "
    where: LiteralString = "WHERE n" + extra + " AND " if extra else "WHERE "
    return (
        (
            Statement(
                "create_" + name,
                "UNWIND $rows AS row WITH row WHERE NOT EXISTS { "
                + node
                + "} CREATE (n:"
                + label
                + extra
                + " {"
                + key
                + ": row.key}) RETURN collect(row.line) AS created",
                timeout=_TIMEOUT,
            ),
            Statement(
                "load_" + name,
                "UNWIND $rows AS row " + node + where + "coalesce(n.version, 1) = 1 "
                "SET n += row.set, n.version = 1" + also + " RETURN collect(row.line) AS written",
                timeout=_TIMEOUT,
            ),
        ),
        Statement(
            "unload_" + name,
            "UNWIND $rows AS row " + node + where + "n.dataset = row.dataset AND coalesce(n.version, 1) = 1 "
            "AND NOT EXISTS { MATCH (n)-[r]-(m) WHERE NOT type(r) IN ['NAMED', 'KNOWN_AS'] "
            "AND (r.dataset IS NULL OR r.dataset <> row.dataset OR coalesce(m.version, 1) > 1) } "
            + unless
            + "OPTIONAL MATCH (n)-[:NAMED]->(w:Word) SET w.names = w.names - 1 "
            "WITH DISTINCT n OPTIONAL MATCH (n)-[:KNOWN_AS]->(m:Name) DETACH DELETE m, n "
            "WITH count(*) AS removed UNWIND $rows AS row "
            + node
            + where
            + "n.dataset = row.dataset AND coalesce(n.version, 1) = 1 "
            "RETURN collect(row.key) AS staying",
            timeout=_TIMEOUT,
        ),
    )


def _link(
    kind: LiteralString,
    start: LiteralString,
    end: LiteralString,
    name: LiteralString = "",
    start_key: LiteralString = "code",
    end_key: LiteralString = "code",
    key: LiteralString = "",
    own: LiteralString = "start",
    also: LiteralString = "",
    goods: LiteralString = "",
) -> tuple[Statement, Statement, Statement]:
    """What writes the relationships of a kind between two labels, what does so where there are none yet,
    and what removes those of a row from its ``own`` end: the node of the row or, where it has none, either
    end. ``also`` is set beside them; ``goods`` asks for the products that only a property names."""
    name = (name or kind).lower()
    own_rows: LiteralString = "(row.dataset IS NULL OR r.dataset = row.dataset) "
    # the other end has no label here: Neo4j would start from it where it believes the label small
    outdated: LiteralString = (
        "MATCH (a:" + start + " {" + start_key + ": row.own})-[r:" + kind + " {key: row.key}]->(b) "
        "WHERE NOT b." + end_key + " IN row.others AND " + own_rows + "DELETE r"
    )
    if own == "end":
        outdated = (
            "MATCH (b:" + end + " {" + end_key + ": row.own})<-[r:" + kind + " {key: row.key}]-(a) "
            "WHERE NOT a." + start_key + " IN row.others AND " + own_rows + "DELETE r"
        )
    ends: LiteralString = (
        "UNWIND $rows AS row "
        "MATCH (a:" + start + " {" + start_key + ": row.start}) "
        "MATCH (b:" + end + " {" + end_key + ": row.end}) " + goods
    )
    relationship: LiteralString = "(a)-[r:" + kind + key + "]->(b) "
    written: LiteralString = "SET r += row.set" + also + " RETURN collect(row.line) AS written"
    return (
        Statement("link_" + name, ends + "MERGE " + relationship + written, timeout=_TIMEOUT),
        Statement("new_link_" + name, ends + "CREATE " + relationship + written, timeout=_TIMEOUT),
        Statement("unlink_" + name, "UNWIND $rows AS row " + outdated, timeout=_TIMEOUT),
    )


_KEYED: LiteralString = " {key: row.key}"

_TRADED_GOODS: LiteralString = "MATCH (p:Product {code: row.set.product}) "
_GOODS_OF_INTEREST: LiteralString = (
    "WHERE all(code IN coalesce(row.set.interests, []) WHERE EXISTS { MATCH (:Product {code: code}) }) "
)

_OFFERS_ANYTHING: LiteralString = ", a.offersByName = a.byName, a.offersByNameDown = a.byNameDown"
"""A business that has ever offered anything is in the order of those; it stays when it offers no more."""
_KEEPS_ITS_PLACE: LiteralString = (
    ", n.offersByName = CASE WHEN n.offersByName IS NULL THEN NULL ELSE row.set.byName END"
    ", n.offersByNameDown = CASE WHEN n.offersByNameDown IS NULL THEN NULL ELSE row.set.byNameDown END"
)
"""A business in that order stands there by its present name."""

_OF_OTHERS: LiteralString = "WHERE r.dataset IS NULL OR r.dataset <> dataset "
_NAMED_BY_OTHERS: LiteralString = (
    "WITH row.dataset AS dataset, collect(n) AS goods "
    "OPTIONAL MATCH (:Business)-[r:SUPPLIES]->(:Business) "
    + _OF_OTHERS
    + "WITH dataset, goods, collect(DISTINCT r.product) AS traded "
    "OPTIONAL MATCH (:Business)-[r:TAKES_PART_IN]->(:TradeFair) "
    + _OF_OTHERS
    + "WITH goods, traded, collect(r.interests) AS interests "
    "UNWIND goods AS n WITH n, traded, interests "
    "WHERE NOT n.code IN traded AND none(each IN interests WHERE n.code IN each) "
)
"""Leaves the products that no relationship of others names in a property, by which nothing is tied to a node.
All are read once, if any product may go at all: that is seldom, and an index would make every load dearer."""

_NODES = {
    "AdministrativeUnit": _node("AdministrativeUnit"),
    "UnitClass": _node("UnitClass", "key"),
    "Product": _node("Product", unless=_NAMED_BY_OTHERS),
    "ValueChain": _node("ValueChain"),
    "Agency": _node("Agency"),
    "AgencyName": _node("AgencyName", "key"),
    "FairSeries": _node("FairSeries"),
    "ImportRequirement": _node("ImportRequirement", "key"),
    "Organisation": _node("Organisation"),
    "CraftVillage": _node("CraftVillage"),
    "Facility": _node("Business", extra=":Facility", also=_KEEPS_ITS_PLACE),
    "Supplier": _node("Business", extra=":Supplier", also=_KEEPS_ITS_PLACE),
    "Buyer": _node("Business", extra=":Buyer", also=_KEEPS_ITS_PLACE),
    "Contact": _node("Contact", "key"),
    "AnnualFigures": _node("AnnualFigures", "key"),
    "Offer": _node("Offer", "key"),
    "Need": _node("Need", "key"),
    "Cluster": _node("Cluster"),
    "TradeFair": _node("TradeFair"),
    "Certificate": _node("Certificate"),
    "Investment": _node("Investment"),
    "Programme": _node("Programme"),
    "ProgrammeTarget": _node("ProgrammeTarget", "key"),
    "BudgetLine": _node("BudgetLine"),
    "Project": _node("Project"),
    "Expense": _node("Expense"),
    "Meeting": _node("Meeting"),
    "Claim": _node("Claim"),
    "MergedCode": _node("MergedCode"),
}
NODES = {label: write for label, (write, _) in _NODES.items()}
"""The statements that write the nodes of a label, to be run in one transaction: the first makes those that
are missing, the second fills them. Each row has ``key``, ``set`` and ``line``."""
NODE_REMOVALS = {label: remove for label, (_, remove) in _NODES.items()}
"""The statement that removes nodes of a label; each row has ``key`` and ``dataset``. A node stays that
somebody has changed, which is then theirs, or to which somebody, another dataset or a changed record is tied:
it answers with the keys of these as ``staying``."""

_LINKS = {
    "unit_part_of": _link("PART_OF", "AdministrativeUnit", "AdministrativeUnit"),
    "unit_succeeded_by": _link("SUCCEEDED_BY", "AdministrativeUnit", "AdministrativeUnit"),
    "unit_classed_as": _link("CLASSED_AS", "AdministrativeUnit", "UnitClass", end_key="key", own="end"),
    "product_kind_of": _link("KIND_OF", "Product", "Product"),
    "product_made_from": _link("MADE_FROM", "Product", "Product"),
    "product_yields": _link("YIELDS", "Product", "Product"),
    "chain_has_stage": _link("HAS_STAGE", "ValueChain", "Product"),
    "agency_called": _link("CALLED", "Agency", "AgencyName", end_key="key", own="end"),
    "agency_in": _link("SITUATED_IN", "Agency", "AdministrativeUnit", "agency_in"),
    "member_of": _link("MEMBER_OF", "Organisation", "Organisation"),
    "village_in": _link("SITUATED_IN", "CraftVillage", "AdministrativeUnit", "village_in"),
    "operates": _link("OPERATES", "Organisation", "Business", own="end"),
    "business_in": _link("SITUATED_IN", "Business", "AdministrativeUnit", "business_in"),
    "belongs_to": _link("BELONGS_TO", "Facility", "CraftVillage"),
    "reached_at": _link("REACHED_AT", "Business", "Contact", end_key="key", own="end"),
    "reported": _link("REPORTED", "Business", "AnnualFigures", end_key="key", own="end"),
    "offers": _link("OFFERS", "Business", "Offer", end_key="key", own="end", also=_OFFERS_ANYTHING),
    "offer_of": _link("OF", "Offer", "Product", "offer_of", start_key="key"),
    "needs": _link("NEEDS", "Business", "Need", end_key="key", own="end"),
    "need_of": _link("OF", "Need", "Product", "need_of", start_key="key"),
    "supplies": _link("SUPPLIES", "Business", "Business", key=_KEYED, goods=_TRADED_GOODS),
    "cluster_in": _link("SITUATED_IN", "Cluster", "AdministrativeUnit", "cluster_in"),
    "focuses_on": _link("FOCUSES_ON", "Cluster", "ValueChain"),
    "located_in": _link("LOCATED_IN", "Facility", "Cluster"),
    "member_of_cluster": _link("MEMBER_OF", "Business", "Cluster", "member_of_cluster"),
    "fair_in": _link("SITUATED_IN", "TradeFair", "AdministrativeUnit", "fair_in"),
    "edition_of": _link("EDITION_OF", "TradeFair", "FairSeries"),
    "fair_covers_product": _link("COVERS", "TradeFair", "Product", "fair_covers_product"),
    "fair_covers_chain": _link("COVERS", "TradeFair", "ValueChain", "fair_covers_chain"),
    "takes_part_in": _link("TAKES_PART_IN", "Business", "TradeFair", goods=_GOODS_OF_INTEREST),
    "business_holds": _link("HOLDS", "Business", "Certificate", "business_holds", own="end"),
    "organisation_holds": _link("HOLDS", "Organisation", "Certificate", "organisation_holds", own="end"),
    "offer_holds": _link("HOLDS", "Offer", "Certificate", "offer_holds", start_key="key", own="end"),
    "plans": _link("PLANS", "Facility", "Investment", own="end"),
    "programme_in": _link("SITUATED_IN", "Programme", "AdministrativeUnit", "programme_in"),
    "aims_at": _link("AIMS_AT", "Programme", "ProgrammeTarget", end_key="key", own="end"),
    "line_in": _link("SITUATED_IN", "BudgetLine", "AdministrativeUnit", "line_in"),
    "line_under": _link("UNDER", "BudgetLine", "Programme", "line_under"),
    "project_under": _link("UNDER", "Project", "Programme", "project_under"),
    "paid_from": _link("PAID_FROM", "Project", "BudgetLine", key=_KEYED),
    "concerns_product": _link("CONCERNS", "Project", "Product", "concerns_product"),
    "concerns_chain": _link("CONCERNS", "Project", "ValueChain", "concerns_chain"),
    "concerns_cluster": _link("CONCERNS", "Project", "Cluster", "concerns_cluster"),
    "benefits_from": _link("BENEFITS_FROM", "Facility", "Project", key=_KEYED),
    "project_covers": _link("COVERS", "Project", "Investment", "project_covers", key=_KEYED),
    "charged_to": _link("CHARGED_TO", "Expense", "Project"),
    "incurred_by": _link("INCURRED_BY", "Expense", "Facility"),
    "role_in_project": _link("HAS_ROLE", "Agency", "Project", "role_in_project", key=_KEYED),
    "role_in_programme": _link("HAS_ROLE", "Agency", "Programme", "role_in_programme", key=_KEYED),
    "role_in_fair": _link("HAS_ROLE", "Agency", "TradeFair", "role_in_fair", key=_KEYED),
    "meeting_at": _link("AT", "Meeting", "TradeFair"),
    "meeting_between": _link("BETWEEN", "Meeting", "Business"),
    "business_asserted_by": _link("ASSERTED_BY", "Business", "Claim", "business_asserted_by", own="end"),
    "organisation_asserted_by": _link(
        "ASSERTED_BY", "Organisation", "Claim", "organisation_asserted_by", own="end"
    ),
    "cluster_asserted_by": _link("ASSERTED_BY", "Cluster", "Claim", "cluster_asserted_by", own="end"),
    "fair_asserted_by": _link("ASSERTED_BY", "TradeFair", "Claim", "fair_asserted_by", own="end"),
    "absorbed_by_business": _link("ABSORBED_BY", "MergedCode", "Business", "absorbed_by_business"),
    "absorbed_by_organisation": _link(
        "ABSORBED_BY", "MergedCode", "Organisation", "absorbed_by_organisation"
    ),
    "absorbed_by_cluster": _link("ABSORBED_BY", "MergedCode", "Cluster", "absorbed_by_cluster"),
    "absorbed_by_fair": _link("ABSORBED_BY", "MergedCode", "TradeFair", "absorbed_by_fair"),
    "absorbed_by_project": _link("ABSORBED_BY", "MergedCode", "Project", "absorbed_by_project"),
}
LINKS = {link: write for link, (write, _, _) in _LINKS.items()}
"""The statement that writes the relationships of a kind between two labels; each row has
``start``, ``end``, ``key``, ``set`` and ``line``."""
NEW_LINKS = {link: write for link, (_, write, _) in _LINKS.items()}
"""The same for rows whose own node has just been made, so that nothing needs to be looked for."""
LINK_REMOVALS = {link: remove for link, (_, _, remove) in _LINKS.items()}
"""The statement that removes relationships of a kind; each row has ``own``, the end it starts from,
``key``, ``others``, the other ends that stay tied, and perhaps ``dataset``, outside of which nothing goes."""


WORDS = Statement(
    "load_words",
    "UNWIND $parts AS word WITH word WHERE NOT EXISTS { MATCH (:Word {key: word.key}) } "
    "CREATE (w:Word {key: word.key, kind: word.kind, names: 0}) WITH w, word "
    "FOREACH (start IN word.prefixes | MERGE (p:Prefix {text: start}) CREATE (p)-[:BEGINS]->(w))",
    timeout=_TIMEOUT,
)
"""Makes the words that are missing, each with what begins it: an index then leads to a word from
any part of its start, in a statement of any form on both engines. Each kind of record has words of its own,
so that those of a few units are not sought among the names of all businesses."""


def _names(label: LiteralString) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """What forgets the names of records of a label, and what hangs them on the words of their names, each of
    which keeps how many hang on it, and makes them known by each name."""
    name = label.lower()
    match: LiteralString = "UNWIND $rows AS row MATCH (n:" + label + " {code: row.key}) "
    return (
        (
            Statement(
                "forget_words_of_" + name,
                match + "MATCH (n)-[old:NAMED]->(w:Word) DELETE old "
                "WITH w, count(*) AS fewer SET w.names = w.names - fewer",
                timeout=_TIMEOUT,
            ),
            Statement(
                "forget_names_of_" + name,
                match + "MATCH (n)-[:KNOWN_AS]->(m:Name) DETACH DELETE m",
                timeout=_TIMEOUT,
            ),
        ),
        (
            Statement(
                "words_of_" + name,
                match + "UNWIND row.words AS word MATCH (w:Word {key: word}) CREATE (n)-[:NAMED]->(w) "
                "WITH w, count(*) AS more SET w.names = w.names + more",
                timeout=_TIMEOUT,
            ),
            Statement(
                "known_names_of_" + name,
                match + "UNWIND row.names AS name CREATE (n)-[:KNOWN_AS]->(m:Name) SET m = name",
                timeout=_TIMEOUT,
            ),
        ),
    )


NAMES = {
    "AdministrativeUnit": _names("AdministrativeUnit"),
    "Product": _names("Product"),
    "ValueChain": _names("ValueChain"),
    "Agency": _names("Agency"),
    "FairSeries": _names("FairSeries"),
    "Organisation": _names("Organisation"),
    "CraftVillage": _names("CraftVillage"),
    "Facility": _names("Business"),
    "Supplier": _names("Business"),
    "Buyer": _names("Business"),
    "Cluster": _names("Cluster"),
    "TradeFair": _names("TradeFair"),
    "Investment": _names("Investment"),
    "Programme": _names("Programme"),
    "BudgetLine": _names("BudgetLine"),
    "Project": _names("Project"),
}
"""The statements that make records of a label lose the names that they may have had, and those that give
them names, in their order. Each row has ``key``, ``words`` (their keys) and ``names``."""

_REMOVALS: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("remove_meeting", "MATCH (n:Meeting {dataset: $dataset}) DETACH DELETE n"),
    ("remove_claim", "MATCH (n:Claim {dataset: $dataset}) DETACH DELETE n"),
    ("remove_expense", "MATCH (n:Expense {dataset: $dataset}) DETACH DELETE n"),
    ("remove_investment", "MATCH (n:Investment {dataset: $dataset}) DETACH DELETE n"),
    ("remove_project", "MATCH (n:Project {dataset: $dataset}) DETACH DELETE n"),
    ("remove_budget_line", "MATCH (n:BudgetLine {dataset: $dataset}) DETACH DELETE n"),
    ("remove_target", "MATCH (n:ProgrammeTarget {dataset: $dataset}) DETACH DELETE n"),
    ("remove_programme", "MATCH (n:Programme {dataset: $dataset}) DETACH DELETE n"),
    ("remove_certificate", "MATCH (n:Certificate {dataset: $dataset}) DETACH DELETE n"),
    ("remove_offer", "MATCH (n:Offer {dataset: $dataset}) DETACH DELETE n"),
    ("remove_need", "MATCH (n:Need {dataset: $dataset}) DETACH DELETE n"),
    ("remove_figures", "MATCH (n:AnnualFigures {dataset: $dataset}) DETACH DELETE n"),
    ("remove_contact", "MATCH (n:Contact {dataset: $dataset}) DETACH DELETE n"),
    ("remove_trade_fair", "MATCH (n:TradeFair {dataset: $dataset}) DETACH DELETE n"),
    ("remove_cluster", "MATCH (n:Cluster {dataset: $dataset}) DETACH DELETE n"),
    ("remove_business", "MATCH (n:Business {dataset: $dataset}) DETACH DELETE n"),
    ("remove_craft_village", "MATCH (n:CraftVillage {dataset: $dataset}) DETACH DELETE n"),
    ("remove_organisation", "MATCH (n:Organisation {dataset: $dataset}) DETACH DELETE n"),
    ("remove_ledger", "MATCH (n:Ledger {dataset: $dataset}) DETACH DELETE n"),
    ("remove_merged_code", "MATCH (n:MergedCode {dataset: $dataset}) DETACH DELETE n"),
    ("remove_name", "MATCH (n:Name {dataset: $dataset}) DETACH DELETE n"),
    ("remove_words", "MATCH (w:Word) WHERE NOT EXISTS { MATCH (w)<-[:NAMED]-() } DETACH DELETE w"),
    ("count_words", "MATCH (w:Word) SET w.names = COUNT { (w)<-[:NAMED]-() }"),
    ("remove_prefixes", "MATCH (p:Prefix) WHERE NOT EXISTS { MATCH (p)-[:BEGINS]->() } DELETE p"),
)
REMOVALS = tuple(Statement(name, text, timeout=_TIMEOUT) for name, text in _REMOVALS)
"""What unloading the demonstration register begins with; the history of changes stays."""


class MissingReference(GraphError):
    """Rows refer to records that do not exist; ``lines`` says which rows."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is written of some rows beside their nodes, of a label: relationships by link and names, those of
    nodes that have just been made apart; what makes relationships outdated; the keys of words that may be
    missing."""

    label: str = ""
    links: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    new_links: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    outdated: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    words: list[str] = field(default_factory=list[str])
    names: list[Row] = field(default_factory=list[Row])
    new_names: list[Row] = field(default_factory=list[Row])


async def load_nodes(graph: Graph, label: str, rows: list[Row], *first: Step) -> tuple[set[str], set[str]]:
    """Writes nodes after some first steps, in one transaction; the lines that were written, and those of
    nodes that were made.

    A record that somebody has changed since (its version is above 1) stays as it is.
    """
    create, fill = NODES[label]
    *_, (made,), (filled,) = await graph.write(*first, (create, {"rows": rows}), (fill, {"rows": rows}))
    return set(filled["written"]), set(made["created"])


async def load_relationships(graph: Graph, batch: Batch, *first: Step) -> dict[str, list[Row]]:
    """Writes relationships and names after some first steps, in one transaction; by link, the rows that
    refer to records that do not exist."""
    linking = [
        (link, statements[link], rows)
        for statements, links in ((NEW_LINKS, batch.new_links), (LINKS, batch.links))
        for link, rows in links.items()
        if rows
    ]
    steps: list[Step] = [(statement, {"rows": rows}) for _, statement, rows in linking]
    steps += [(LINK_REMOVALS[link], {"rows": rows}) for link, rows in batch.outdated.items() if rows]
    if batch.words:
        steps.append((WORDS, {"parts": [_parts(word) for word in batch.words]}))
    forgetting, naming = NAMES.get(batch.label, ((), ()))
    if batch.names:
        steps += [(statement, {"rows": batch.names}) for statement in (*forgetting, *naming)]
    if batch.new_names:
        steps += [(statement, {"rows": batch.new_names}) for statement in naming]
    if not steps and not first:
        return {}
    answers = (await graph.write(*first, *steps))[len(first) :]
    missing: dict[str, list[Row]] = {}
    for (link, _, rows), (answer,) in zip(linking, answers[: len(linking)], strict=True):
        lacking = Counter(row["line"] for row in rows) - Counter(answer["written"])
        if lacking:
            missing.setdefault(link, []).extend(row for row in rows if row["line"] in lacking)
    return missing


HANG_NAMES_ON_WORDS_OF_THEIR_KIND = Statement(
    "hang_names_on_words_of_their_kind",
    "MATCH (old:Word)<-[named:NAMED]-(n) WHERE old.key IS NULL AND n.searchKind IS NOT NULL "
    "WITH old, named, n LIMIT 5000 "
    "MERGE (w:Word {key: n.searchKind + ' ' + old.text}) "
    "ON CREATE SET w.kind = n.searchKind, w.names = 0 "
    "CREATE (n)-[:NAMED]->(w) DELETE named "
    "WITH w, count(*) AS more SET w.names = w.names + more RETURN count(w) AS changed",
    timeout=_TIMEOUT,
)
BEGIN_WORDS_OF_KINDS = Statement(
    "begin_words_of_kinds",
    "MATCH (w:Word) WHERE w.kind IS NOT NULL AND NOT EXISTS { MATCH (w)<-[:BEGINS]-() } "
    "WITH w, substring(w.key, size(w.kind) + 1) AS word LIMIT 1000 "
    "FOREACH (start IN [length IN range(1, size(word)) | substring(word, 0, length)] + [word + ' '] | "
    "MERGE (p:Prefix {text: start}) CREATE (p)-[:BEGINS]->(w)) RETURN count(w) AS changed",
    timeout=_TIMEOUT,
)
REMOVE_WORDS_OF_ALL_KINDS = Statement(
    "remove_words_of_all_kinds",
    "MATCH (old:Word) WHERE old.key IS NULL WITH old LIMIT 5000 DETACH DELETE old RETURN count(*) AS changed",
    timeout=_TIMEOUT,
)


def word_key(kind: str, word: str) -> str:
    """The key of a word in names of records of a kind."""
    return f"{kind} {word}"


def _parts(key: str) -> Row:
    """A word with all that begins it; behind the whole of it stands a blank, by which that is told apart."""
    kind, _, word = key.partition(" ")
    beginnings = [word[:length] for length in range(1, len(word) + 1)]
    return {"key": key, "kind": kind, "prefixes": [*beginnings, f"{word} "]}


async def unload(graph: Graph, dataset: str, *steps: Step) -> None:
    """Removes every record of a dataset, its words and its ledger, then runs some steps more, all in one
    transaction."""
    await graph.write(*((statement, {"dataset": dataset}) for statement in REMOVALS), *steps)
