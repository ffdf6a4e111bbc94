"""The command line; all commands work beside ``serve``."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from domain.language import Language
    from service.draw import Picture as Draw
    from service.project_dossier import DossierKind
    from service.settings import Settings

app = typer.Typer(
    name="lienket",
    help="Lienket links facilities, products, clusters, suppliers, buyers and trade fairs in one graph. "
    "Settings come from environment variables (LIENKET_…) or from the options of a command; an option "
    "wins. Without LIENKET_NEO4J_URI the service brings its own database, in the folder LIENKET_DATA.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

rules_app = typer.Typer(no_args_is_help=True, help="Rules of industrial promotion (seeds/rules).")
app.add_typer(rules_app, name="rules")

_GRAPH = "Which graph"
_GRAPH_OPTIONS = {
    "data": Annotated[
        Path | None,
        typer.Option(
            help="Folder of the embedded database [LIENKET_DATA, usually ./data].", rich_help_panel=_GRAPH
        ),
    ],
    "neo4j_uri": Annotated[
        str | None,
        typer.Option(
            "--neo4j-uri",
            help="Use this Neo4j instead, such as bolt://127.0.0.1:7687 [LIENKET_NEO4J_URI].",
            rich_help_panel=_GRAPH,
        ),
    ],
    "neo4j_user": Annotated[
        str | None,
        typer.Option(
            "--neo4j-user", help="User name for Neo4j [LIENKET_NEO4J_USER].", rich_help_panel=_GRAPH
        ),
    ],
    "neo4j_password_file": Annotated[
        Path | None,
        typer.Option(
            "--neo4j-password-file",
            help="File with the password for Neo4j [LIENKET_NEO4J_PASSWORD_FILE]; or set "
            "LIENKET_NEO4J_PASSWORD.",
            rich_help_panel=_GRAPH,
        ),
    ],
    "neo4j_database": Annotated[
        str | None,
        typer.Option(
            "--neo4j-database", help="Database in Neo4j [LIENKET_NEO4J_DATABASE].", rich_help_panel=_GRAPH
        ),
    ],
}

GraphSettings = Mapping[str, object]
FileLanguage = Annotated[str, typer.Option("--language", help="Language of the file: vi or en.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


def on_graph(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options that say which graph, which it gets together as ``graph``: Typer reads
    options off a signature and has no groups of them."""
    own = [each for each in signature(command).parameters.values() if each.name != "graph"]
    further = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in _GRAPH_OPTIONS.items()
    ]

    @wraps(command)
    def run(**given: object) -> None:
        command(graph={name: given.pop(name) for name in _GRAPH_OPTIONS}, **given)

    run.__signature__ = Signature([*own, *further])  # type: ignore[attr-defined]  # what inspect reads first
    run.__annotations__ = {each.name: each.annotation for each in (*own, *further)}
    return run


@app.command()
@on_graph
def serve(
    graph: GraphSettings,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on [LIENKET_HOST, usually 127.0.0.1]. Any other address than this "
            "machine's own needs a token."
        ),
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [LIENKET_PORT, usually 8000].")] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the token that callers must know [LIENKET_TOKEN_FILE]."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that answer requests, one a core at most [LIENKET_WORKERS, usually 1]."),
    ] = None,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Put the demonstration register into an empty embedded database [LIENKET_DEMO].",
        ),
    ] = None,
    engine_memory: Annotated[
        str | None,
        typer.Option(
            help="Most memory of the embedded database, such as 512m or 2g [LIENKET_ENGINE_MEMORY].",
            rich_help_panel=_GRAPH,
        ),
    ] = None,
) -> None:
    """Answer requests, until Ctrl-C."""
    from service.logs import configure_logs
    from service.serve import serve as run

    settings = _settings(
        host=host,
        port=port,
        token_file=token_file,
        workers=workers,
        demo=demo,
        engine_memory=engine_memory,
        **graph,
    )
    configure_logs()
    _plainly(lambda: run(settings, lambda text: typer.echo(text, err=False)))


@app.command()
@on_graph
def seed(
    graph: GraphSettings,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demonstration register as well: invented firms.")
    ] = False,
    remove_demo: Annotated[
        bool, typer.Option("--remove-demo", help="Remove the demonstration register, all of it.")
    ] = False,
) -> None:
    """Load the reference tables; can be run any number of times and touches nothing that was changed."""
    from service.seeding import seed as run

    if demo and remove_demo:
        _fail("Give --demo or --remove-demo, not both")
    settings = _settings(**graph)
    _plainly(lambda: asyncio.run(run(settings, adds_demo=demo, removes_demo=remove_demo, tell=typer.echo)))


@app.command()
@on_graph
def units(
    graph: GraphSettings,
    provinces: Annotated[Path, typer.Option(help="The provinces of today: code, name_vi, type, members.")],
    former_provinces: Annotated[
        Path, typer.Option(help="The provinces until 30 June 2025: code, name_vi, type.")
    ],
    communes: Annotated[
        Path,
        typer.Option(help="The communes, wards and special zones of today: code, full_name, province_code."),
    ],
    conversions: Annotated[
        Path | None,
        typer.Option(
            help="Which commune took which old unit: old_code, old_name, …, new_code, is_partial, on."
        ),
    ] = None,
) -> None:
    """Import the official lists of administrative units; can be run any number of times."""
    from seeds.reading import TableProblems
    from seeds.unit_lists import Files
    from service.unit_import import import_units as run

    settings = _settings(**graph)
    files = Files(
        provinces=provinces, former_provinces=former_provinces, communes=communes, conversions=conversions
    )

    def work() -> None:
        try:
            asyncio.run(run(settings, files, typer.echo))
        except TableProblems as error:  # all of them: whoever mends a list of others wants to do it once
            _fail("\n".join(["nothing was imported", *error.problems]))

    _plainly(work)


@app.command()
@on_graph
def report(
    graph: GraphSettings,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: ….xlsx.")],
    within: Annotated[
        list[str] | None,
        typer.Option(help="Only in the territory of this unit, such as U-15@2025-07-01; may be repeated."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help="Figures of facilities of this year and projects it pays for; else all on record."),
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the report: vi or en.")] = "vi",
    force: Force = False,
) -> None:
    """Write the statistics of facilities and projects into an XLSX workbook, one sheet a table."""
    from service.logs import configure_logs
    from service.report import Scope
    from service.report import report as run

    spoken = _language(language)
    settings = _settings(**graph)
    configure_logs(logging.WARNING)
    scope = Scope(within=tuple(within or ()), year=year, language=spoken)
    absences: list[str] = []
    _plainly(lambda: absences.extend(run(settings, output, scope, replaces=force)))
    for absence in absences:
        typer.echo(f"lienket: {absence}", err=True)
    typer.echo(f"Written: {output}")


drawn = typer.Typer(no_args_is_help=True)
app.add_typer(drawn, name="draw", help="Draw a picture for print, as SVG on a page of A4.")

Picture = Annotated[Path, typer.Option("--output", "-o", help="File to write: ….svg.")]
PictureLanguage = Annotated[str, typer.Option("--language", help="Language of the picture: vi or en.")]
PictureWithin = Annotated[
    list[str] | None,
    typer.Option(
        "--within", help="Only in the territory of this unit, such as U-15@2025-07-01; may be repeated."
    ),
]


@drawn.command("chain")
@on_graph
def draw_chain(
    graph: GraphSettings,
    code: Annotated[str, typer.Argument(help="Code of a value chain, such as V-que.")],
    output: Picture,
    within: PictureWithin = None,
    month: Annotated[
        int | None, typer.Option(help="Only this month, 1 to 12; a whole year unless given.")
    ] = None,
    language: PictureLanguage = "vi",
    force: Force = False,
) -> None:
    """A value chain by stages: what is offered, what is needed, and what is missing."""
    from service.draw import chain_of

    spoken = _language(language)
    settings = _settings(**graph)
    _draw(settings, output, lambda graph: chain_of(graph, code, within or (), month, spoken), force)


@drawn.command("trace")
@on_graph
def draw_trace(
    graph: GraphSettings,
    code: Annotated[str, typer.Argument(help="Code of a business, such as B-7K3Q9D2M-4.")],
    output: Picture,
    downstream: Annotated[
        bool, typer.Option("--downstream", help="Its customers; its suppliers unless given.")
    ] = False,
    depth: Annotated[int, typer.Option(help="How many tiers, 1 to 6.")] = 4,
    product: Annotated[
        str | None,
        typer.Option(help="Only this product and what it is made from, or with --downstream made into."),
    ] = None,
    language: PictureLanguage = "vi",
    force: Force = False,
) -> None:
    """Known suppliers, or customers, of a business, tier by tier, with single sources."""
    from domain.enums import TraceDirection
    from service.draw import trace_of

    spoken = _language(language)
    settings = _settings(**graph)
    direction = TraceDirection.DOWNSTREAM if downstream else TraceDirection.UPSTREAM
    _draw(settings, output, lambda graph: trace_of(graph, code, direction, depth, product, spoken), force)


@drawn.command("clusters")
@on_graph
def draw_clusters(
    graph: GraphSettings,
    output: Picture,
    within: PictureWithin = None,
    first: Annotated[int, typer.Option(help="How many linkages, 1 to 20, the best first.")] = 10,
    language: PictureLanguage = "vi",
    force: Force = False,
) -> None:
    """Which clusters belong together, on a map, with what ties them."""
    from service.draw import linkages_of

    spoken = _language(language)
    settings = _settings(**graph)
    _draw(settings, output, lambda graph: linkages_of(graph, within or (), first, spoken), force)


fairs = typer.Typer(no_args_is_help=True)
app.add_typer(fairs, name="fair", help="What people hold in their hands at a trade fair.")


@fairs.command("schedule")
@on_graph
def fair_schedule(
    graph: GraphSettings,
    fair: Annotated[str, typer.Argument(help="Code of a trade fair, such as F-6S0VFRPQ-6.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write: ….xlsx, ….ics, or ….html with cards.")
    ],
    tables: Annotated[int | None, typer.Option(help="How many meetings there can be at a time.")] = None,
    slot_minutes: Annotated[int | None, typer.Option(help="How long a meeting takes, in minutes.")] = None,
    hours: Annotated[
        list[str] | None,
        typer.Option(help="Hours of a day, such as '2026-12-11 09:00-16:00'; may be repeated."),
    ] = None,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", help="A break of every day, such as 12:00-13:30; may be repeated."),
    ] = None,
    maximum: Annotated[int | None, typer.Option(help="Most meetings a business.")] = None,
    interpreters: Annotated[
        int | None, typer.Option(help="How many meetings at a time can have an interpreter.")
    ] = None,
    input: Annotated[
        Path | None,
        typer.Option(help="JSON with the input of meetingSchedule: vetoes, unavailable, fixed, wanted, …"),
    ] = None,
    business: Annotated[str | None, typer.Option(help="Only the meetings of this business.")] = None,
    language: FileLanguage = "vi",
    force: Force = False,
) -> None:
    """Write who meets whom, when and at which table: a workbook, a calendar, or cards to print."""
    from service.fair_schedule import fair_schedule as run
    from service.fair_schedule import wish_of
    from service.logs import configure_logs

    spoken = _language(language)
    settings = _settings(**graph)
    configure_logs(logging.WARNING)

    def work() -> None:
        wish = wish_of(
            fair,
            file=input,
            tables=tables,
            slot_minutes=slot_minutes,
            hours=hours or (),
            breaks=breaks or (),
            maximum=maximum,
            interpreters=interpreters,
            business=business,
            language=spoken,
        )
        run(settings, output, wish, replaces=force)

    _plainly(work)
    typer.echo(f"Written: {output}")


def _one_of(name: str) -> Callable[[str | None], str | None]:
    """A check that the value of an option is a member of an enum of the domain, which is read only where
    there is one to check: help must come at once."""

    def checked(value: str | None) -> str | None:
        from domain import enums

        members = getattr(enums, name).__members__
        if value is not None and value not in members:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(members)}")
        return value

    return checked


plans = typer.Typer(no_args_is_help=True)
app.add_typer(plans, name="plan", help="Proposals of projects as papers to attach.")

Paper = Annotated[Path, typer.Option("--output", "-o", help="File to write: ….xlsx, or ….md with text.")]
PaperLevel = Annotated[
    str | None,
    typer.Option("--level", help="NATIONAL or PROVINCIAL.", callback=_one_of("FundingLevel")),
]
PaperWithin = Annotated[
    list[str] | None,
    typer.Option("--within", help="Code of a unit, such as U-15@2025-07-01; may be repeated."),
]
Proposals = Annotated[int | None, typer.Option("--proposals", help="How many proposals, 1 to 5.")]


@plans.command("group")
@on_graph
def plan_group(
    graph: GraphSettings,
    output: Paper,
    activity: Annotated[
        str | None,
        typer.Option(
            help="Activity that is supported, such as ADVANCED_MACHINERY.", callback=_one_of("Activity")
        ),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year whose budget pays.")] = None,
    level: PaperLevel = None,
    product: Annotated[str | None, typer.Option(help="Code of a product, such as P-vo-que-kho.")] = None,
    within: PaperWithin = None,
    minimum: Annotated[int | None, typer.Option(help="At least so many members.")] = None,
    maximum: Annotated[int | None, typer.Option(help="At most so many members.")] = None,
    budget: Annotated[int | None, typer.Option(help="Support of all members together, in đồng.")] = None,
    proposals: Proposals = None,
    input: Annotated[
        Path | None,
        typer.Option(help="JSON with the input of groupProjectProposals: mustInclude, exclude, …"),
    ] = None,
    language: FileLanguage = "vi",
    force: Force = False,
) -> None:
    """Write proposals of group projects with members, money, clauses and steps."""
    from service.group_dossier import GROUP

    options = {
        "activity": activity,
        "fundingYear": year,
        "level": level,
        "product": product,
        "within": within or None,
        "minimumMembers": minimum,
        "maximumMembers": maximum,
        "supportBudget": budget,
        "proposals": proposals,
    }
    _write_dossier(GROUP, output, input, options, language, graph, replaces=force)


@plans.command("pilot")
@on_graph
def plan_pilot(
    graph: GraphSettings,
    output: Paper,
    chain: Annotated[str | None, typer.Option(help="Code of a value chain, such as V-que.")] = None,
    first_year: Annotated[int | None, typer.Option(help="First year whose budget pays.")] = None,
    years: Annotated[int | None, typer.Option(help="Over how many years, 1 to 5.")] = None,
    level: PaperLevel = None,
    within: PaperWithin = None,
    budget: Annotated[
        int | None, typer.Option(help="Support of a project over all its years, in đồng.")
    ] = None,
    proposals: Proposals = None,
    input: Annotated[Path | None, typer.Option(help="JSON with the input of pilotProjectProposals.")] = None,
    language: FileLanguage = "vi",
    force: Force = False,
) -> None:
    """Write proposals of pilot projects with lead, plan by year, money, clauses and steps."""
    from service.pilot_dossier import PILOT

    options = {
        "chain": chain,
        "firstYear": first_year,
        "years": years,
        "level": level,
        "within": within or None,
        "supportBudget": budget,
        "proposals": proposals,
    }
    _write_dossier(PILOT, output, input, options, language, graph, replaces=force)


@plans.command("linkage")
@on_graph
def plan_linkage(
    graph: GraphSettings,
    output: Paper,
    linkage: Annotated[
        str | None, typer.Option(help="VALUE_CHAIN or CLUSTERS.", callback=_one_of("ProjectLinkage"))
    ] = None,
    chain: Annotated[str | None, typer.Option(help="Code of a value chain, such as V-que.")] = None,
    provinces: Annotated[
        list[str] | None,
        typer.Option("--province", help="Code of a province, such as U-15@2025-07-01; two or more of them."),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year whose budget pays.")] = None,
    level: PaperLevel = None,
    maximum: Annotated[int | None, typer.Option(help="At most so many members.")] = None,
    proposals: Proposals = None,
    input: Annotated[
        Path | None, typer.Option(help="JSON with the input of linkageProjectProposals.")
    ] = None,
    language: FileLanguage = "vi",
    force: Force = False,
) -> None:
    """Write proposals of linkage projects with members and roles, deliveries, money, clauses and steps."""
    from service.linkage_dossier import LINKAGE

    options = {
        "linkage": linkage,
        "chain": chain,
        "provinces": provinces or None,
        "fundingYear": year,
        "level": level,
        "maximumMembers": maximum,
        "proposals": proposals,
    }
    _write_dossier(LINKAGE, output, input, options, language, graph, replaces=force)


def _write_dossier(
    kind: "DossierKind",
    target: Path,
    file: Path | None,
    options: Mapping[str, object],
    language: str,
    graph: GraphSettings,
    *,
    replaces: bool,
) -> None:
    """Writes the proposals that a file and the options ask for; ``graph``: which one they come from."""
    from service.asking import input_of
    from service.logs import configure_logs
    from service.project_dossier import write_dossier

    spoken = _language(language)
    settings = _settings(**graph)
    configure_logs(logging.WARNING)

    def work() -> None:
        asked = input_of(file, kind.needed, **options)
        write_dossier(kind, settings, target, asked, spoken, replaces=replaces)

    _plainly(work)
    typer.echo(f"Written: {target}")


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Say whether schema/schema.graphql is up to date.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write it into schema/schema.graphql.")] = False,
) -> None:
    """Print the GraphQL schema."""
    from service.printing import FILE, printed_schema

    text = printed_schema()
    if write:
        FILE.write_text(text)
    elif not check:
        typer.echo(text, nl=False)
    elif not FILE.exists() or FILE.read_text() != text:
        _fail(f"{FILE.name} is out of date: run `lienket schema --write` and review the difference")


@rules_app.command("check")
def check_rules(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder with the rule files of a province [LIENKET_RULES]; none: only our own."),
    ] = None,
) -> None:
    """Say whether rule files can be used, and when which set is in force."""
    from seeds.rules import read_rules

    own = folder if folder is not None else _settings().rules

    def check() -> None:
        for each in read_rules(own).sets:
            until = "" if each.valid_to is None else f" to {each.valid_to} (not included)"
            typer.echo(
                f"{each.code}: {each.province or 'national'}, from {each.valid_from}{until}, "
                f"{len(each.rules)} rules"
            )

    _plainly(check)
    typer.echo("Nothing is wrong.")


@app.command()
@on_graph
def doctor(graph: GraphSettings) -> None:
    """Say what the service is connected to, what is there, and what is wrong."""
    from service.doctor import examine

    settings = _settings(**graph)
    found, wrong = asyncio.run(examine(settings))
    for line in found:
        typer.echo(line)
    for line in wrong:
        typer.echo(f"WRONG: {line}")
    if wrong:
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")


def _draw(settings: "Settings", output: Path, picture: "Draw", force: bool) -> None:
    from service.draw import draw
    from service.logs import configure_logs

    configure_logs(logging.WARNING)
    _plainly(lambda: draw(settings, output, picture, replaces=force))
    typer.echo(f"Written: {output}")


def _language(name: str) -> "Language":
    from domain.language import Language

    spoken = Language.__members__.get(name.upper())
    if spoken is None:
        _fail("--language is vi or en")
    return spoken


def _settings(**flags: object) -> "Settings":
    from service.settings import SettingsError, read_settings

    try:
        return read_settings(**flags)
    except SettingsError as error:
        _fail(str(error))


def _plainly(run: Callable[[], None]) -> None:
    """Runs a command; what an operator can mend is told in one sentence, with exit code 1."""
    from graph.errors import GraphError
    from seeds.reading import TableProblems
    from seeds.rules import RuleProblems
    from service.errors import CommandError
    from service.settings import SettingsError
    from service.workers import WorkerFailed

    try:
        run()
    except (CommandError, GraphError, RuleProblems, SettingsError, TableProblems, WorkerFailed) as error:
        _fail(str(error))


def _fail(sentence: str) -> NoReturn:
    typer.echo(f"lienket: {sentence}", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="lienket")
