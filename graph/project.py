"""Industrial promotion: programmes, budget lines, projects, investments, expenses, proposals."""

from typing import LiteralString

from domain import enums
from graph.cluster import CLUSTER
from graph.cypher import by_code, index, orders, related, unique
from graph.listing import Condition, Edge, Listing, bounded, equal, named, tied
from graph.product import PRODUCT
from graph.value_chain import VALUE_CHAIN

GRANTED = {status.name: True for status in enums.GRANTED}
"""The parameter of statements that ask whether a project is funded."""

CONSTRAINTS = (
    unique("Programme"),
    *orders("Programme", "byName"),
    unique("ProgrammeTarget", "key"),
    unique("BudgetLine"),
    *orders("BudgetLine", "byName"),
    unique("Project"),
    *orders("Project", "byName", "byYear"),
    unique("Investment"),
    *orders("Investment", "byName", "byYear"),
    *(index("BudgetLine", key) for key in ("level", "year")),
    *(index("Project", key) for key in ("kind", "linkage", "activity", "level", "status", "fundingYear")),
    *(index("Investment", key) for key in ("activity", "year", "costText")),
    unique("Expense"),
    unique("Proposal"),
)

PROGRAMME = (
    ".code, .name, .nameEn, .startYear, .endYear, .decision, .plannedState, .plannedOther, "
    ".version, .source, .asOf"
)
BUDGET_LINE = ".code, .name, .nameEn, .level, .activities, .year, .amount, .version"
PROJECT = (
    ".code, .name, .kind, .linkage, .activity, .level, .status, .registeredOn, .approvedOn, "
    ".fundingYear, .support, .counterpart, .disbursed, .ruleSet, .version, .source, .asOf"
)
INVESTMENT = (
    ".code, .name, .activity, .quantity, .cost, .eligibleCost, .ownFunds, .hasOtherStateMoney, "
    ".isTechnologyLine, .year, .version, .source, .asOf"
)
EXPENSE = ".code, .amount, .invoicedOn, .invoiceNumber, .seller"
PROPOSAL = ".code, .name, .algorithm, .ruleSet, .dataVersion, .on, .computedAt, .input, .answer"


def seat(project: LiteralString) -> LiteralString:
    """The code of the unit in which a project counts that has no beneficiary: that of its programme, else
    of its budget lines, else of the agencies that implement it. Null where none is known, and no code of
    any unit where it is paid or implemented from several."""
    ways: tuple[LiteralString, ...] = (
        "-[:UNDER]->(:Programme)-[:SITUATED_IN]->",
        "-[:PAID_FROM]->(:BudgetLine)-[:SITUATED_IN]->",
        "<-[:HAS_ROLE {role: 'IMPLEMENTING'}]-(:Agency)-[:SITUATED_IN]->",
    )
    only: list[LiteralString] = [
        "reduce(only = null, code IN [(" + project + ")" + way + "(home:AdministrativeUnit) | home.code] | "
        "CASE WHEN only IS NULL OR only = code THEN code ELSE '' END)"
        for way in ways
    ]
    return "coalesce(" + ", ".join(only) + ")"


PROGRAMMES_BY_CODE = by_code("programmes_by_code", "Programme", PROGRAMME)
BUDGET_LINES_BY_CODE = by_code("budget_lines_by_code", "BudgetLine", BUDGET_LINE)
PROJECTS_BY_CODE = by_code("projects_by_code", "Project", PROJECT)
INVESTMENTS_BY_CODE = by_code("investments_by_code", "Investment", INVESTMENT)
EXPENSES_BY_CODE = by_code("expenses_by_code", "Expense", EXPENSE)
PROPOSALS_BY_CODE = by_code("proposals_by_code", "Proposal", PROPOSAL)

PROGRAMME_OF_PROJECT = related(
    "programme_of_project",
    "MATCH (:Project {code: key})-[:UNDER]->(n:Programme)",
    "n.code",
    "n {" + PROGRAMME + "}",
)

PROGRAMME_OF_BUDGET_LINE = related(
    "programme_of_budget_line",
    "MATCH (:BudgetLine {code: key})-[:UNDER]->(n:Programme)",
    "n.code",
    "n {" + PROGRAMME + "}",
)

PROJECT_OF_EXPENSE = related(
    "project_of_expense",
    "MATCH (:Expense {code: key})-[:CHARGED_TO]->(n:Project)",
    "n.code",
    "n {" + PROJECT + "}",
)

FUNDING_OF_PROJECT = related(
    "funding_of_project",
    "MATCH (:Project {code: key})-[r:PAID_FROM]->(n:BudgetLine)",
    "r.year, n.code",
    "n {planned: r.planned, disbursed: r.disbursed, year: r.year, budgetLine: n {" + BUDGET_LINE + "}}",
)

PRODUCTS_OF_PROJECT = related(
    "products_of_project",
    "MATCH (:Project {code: key})-[:CONCERNS]->(n:Product)",
    "n.byName",
    "n {" + PRODUCT + "}",
)

VALUE_CHAINS_OF_PROJECT = related(
    "value_chains_of_project",
    "MATCH (:Project {code: key})-[:CONCERNS]->(n:ValueChain)",
    "n.byName",
    "n {" + VALUE_CHAIN + "}",
)

CLUSTERS_OF_PROJECT = related(
    "clusters_of_project",
    "MATCH (:Project {code: key})-[:CONCERNS]->(n:Cluster)",
    "n.byName",
    "n {" + CLUSTER + "}",
)

PROJECTS_OF_PROGRAMME = Edge(
    name="projects_of_programme",
    path="MATCH (:Programme {code: key})<-[:UNDER]-(n:Project)",
    order="n.byYear",
    projection=PROJECT,
)

BUDGET_LINES_OF_PROGRAMME = Edge(
    name="budget_lines_of_programme",
    path="MATCH (:Programme {code: key})<-[:UNDER]-(n:BudgetLine)",
    order="n.byName",
    projection=BUDGET_LINE,
)

PROJECTS_OF_BUDGET_LINE = Edge(
    name="projects_of_budget_line",
    path="MATCH (:BudgetLine {code: key})<-[:PAID_FROM]-(n:Project) WITH DISTINCT n",
    order="n.byYear",
    projection=PROJECT,
)

PROJECTS_OF_FACILITY = Edge(
    name="projects_of_facility",
    path="MATCH (:Facility {code: key})-[:BENEFITS_FROM]->(n:Project) WITH DISTINCT n",
    order="n.byYear",
    projection=PROJECT,
)

PROJECTS_OF_INVESTMENT = Edge(
    name="projects_of_investment",
    path="MATCH (:Investment {code: key})<-[:COVERS]-(n:Project) WITH DISTINCT n",
    order="n.byYear",
    projection=PROJECT,
)

INVESTMENTS_OF_FACILITY = Edge(
    name="investments_of_facility",
    path="MATCH (:Facility {code: key})-[:PLANS]->(n:Investment)",
    order="n.byYear",
    projection=INVESTMENT,
)

INVESTMENTS_OF_PROJECT = Edge(
    name="investments_of_project",
    path="MATCH (:Project {code: key})-[:COVERS]->(n:Investment) WITH DISTINCT n",
    order="n.byYear",
    projection=INVESTMENT,
)

EXPENSES_OF_PROJECT = Edge(
    name="expenses_of_project",
    path="MATCH (:Project {code: key})<-[:CHARGED_TO]-(n:Expense)",
    order="n.code",
    projection=EXPENSE,
)

PROGRAMMES = Listing(
    name="programmes",
    label="Programme",
    projection=PROGRAMME,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={"words": named("Programme", "PROGRAMME")},
)

BUDGET_LINES = Listing(
    name="budget_lines",
    label="BudgetLine",
    projection=BUDGET_LINE,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("BudgetLine", "BUDGET_LINE"),
        "programmes": tied("programmes", "BudgetLine", "UNDER", "Programme"),
        "levels": equal("levels", "BudgetLine", "level"),
        "years": equal("years", "BudgetLine", "year"),
    },
)

_HAS_NO_BENEFICIARY: LiteralString = "NOT EXISTS { MATCH (n)<-[:BENEFITS_FROM]-(:Facility) }"
_IS_SEATED: LiteralString = _HAS_NO_BENEFICIARY + " AND " + seat("n") + " = u.code"

PROJECTS = Listing(
    name="projects",
    label="Project",
    projection=PROJECT,
    orders={"NAME": "byName", "CODE": "code", "FUNDING_YEAR": "byYear"},
    conditions={
        "words": named("Project", "PROJECT"),
        "within": Condition(
            path="UNWIND $within AS part MATCH (u:AdministrativeUnit {code: part})\n"
            "CALL (u) {\n"
            "  MATCH (u)<-[:SITUATED_IN]-(:Facility)-[:BENEFITS_FROM]->(n:Project) RETURN n\n"
            "  UNION\n"
            "  MATCH (u)<-[:SITUATED_IN]-(:Programme)<-[:UNDER]-(n:Project)\n"
            "  WHERE " + _IS_SEATED + " RETURN n\n"
            "  UNION\n"
            "  MATCH (u)<-[:SITUATED_IN]-(:BudgetLine)<-[:PAID_FROM]-(n:Project)\n"
            "  WHERE " + _IS_SEATED + " RETURN n\n"
            "  UNION\n"
            "  MATCH (u)<-[:SITUATED_IN]-(:Agency)-[:HAS_ROLE {role: 'IMPLEMENTING'}]->(n:Project)\n"
            "  WHERE " + _IS_SEATED + " RETURN n\n"
            "} WITH DISTINCT n",
            predicate="(EXISTS { MATCH (n)<-[:BENEFITS_FROM]-(:Facility)-[:SITUATED_IN]->"
            "(part:AdministrativeUnit) WHERE part.code IN $within } OR "
            "(" + _HAS_NO_BENEFICIARY + " AND " + seat("n") + " IN $within))",
        ),
        "programmes": tied("programmes", "Project", "UNDER", "Programme"),
        "kinds": equal("kinds", "Project", "kind"),
        "linkages": equal("linkages", "Project", "linkage"),
        "activities": equal("activities", "Project", "activity"),
        "levels": equal("levels", "Project", "level"),
        "statuses": equal("statuses", "Project", "status"),
        "fundingYears": equal("fundingYears", "Project", "fundingYear"),
    },
)

INVESTMENTS = Listing(
    name="investments",
    label="Investment",
    projection=INVESTMENT,
    orders={"NAME": "byName", "CODE": "code", "YEAR": "byYear"},
    conditions={
        "words": named("Investment", "INVESTMENT"),
        "within": Condition(
            path="UNWIND $within AS part MATCH (:AdministrativeUnit {code: part})<-[:SITUATED_IN]-"
            "(:Facility)-[:PLANS]->(n:Investment) WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)<-[:PLANS]-(:Facility)-[:SITUATED_IN]->"
            "(part:AdministrativeUnit) WHERE part.code IN $within }",
        ),
        "activities": equal("activities", "Investment", "activity"),
        "years": equal("years", "Investment", "year"),
        "costMinimum": bounded("costMinimum", "Investment", "costText", ">="),
        "costMaximum": bounded("costMaximum", "Investment", "costText", "<="),
    },
)
