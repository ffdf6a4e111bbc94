"""What a command asks of the API, in process, and how its answer becomes a file: whole or not at all."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import strawberry

from domain import dates
from domain.language import Language
from domain.rule import RuleSets
from graph.client import Graph
from resolvers.kept_answers import KeptAnswers
from resolvers.lists import fault_of_unit_code
from resolvers.loaders import GraphLoaders
from schema.context import Caller, Context
from seeds.load import DEMONSTRATION, is_loaded
from service.errors import CommandError
from service.execution import build_schema

UNIT = "query UnitAsked($code: PublicCode!) { answer: administrativeUnit(code: $code) { code name nameEn } }"

AMBIGUOUS = (
    "Hồ sơ khai theo các đơn vị sau chưa xác định được xã, tỉnh hiện nay hoặc không chắc nằm trong phạm vi: ",
    "Of records entered under these units it is not known in which commune or province of today, or "
    "whether in the scope, they lie: ",
)
"""Before the names of units of which it is not known what they are today, in both languages."""
_CALLER = Caller(name="command line", sees_protected=False)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the API in a language, without a network between them."""

    graph: Graph
    language: Language
    schema: strawberry.Schema = field(default_factory=build_schema)
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    rules: RuleSets = field(default_factory=RuleSets)

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The field ``answer`` of an operation; empty where it is null.

        Raises :class:`CommandError` with what the API says is wrong.
        """
        graph = self.graph.tallied()
        context = Context(
            graph=graph,
            kept=self.kept,
            load=GraphLoaders(graph, dates.today(), self.kept.landscapes),
            caller=_CALLER,
            language=self.language,
            rules=self.rules,
        )
        result = await self.schema.execute(query, variable_values=variables, context_value=context)
        if result.errors:
            raise CommandError(result.errors[0].message)
        return dict((result.data or {})["answer"] or {})

    async def units(self, codes: Sequence[str]) -> list[str]:
        """The names of units with their codes. Raises :class:`CommandError` where there is none."""
        return [await self._unit(code) for code in codes]

    async def _unit(self, code: str) -> str:
        fault = await fault_of_unit_code(self.graph, code)
        if fault is not None:
            raise CommandError(fault)
        unit = await self.ask(UNIT, code=code)
        if not unit:
            raise CommandError(f"There is no unit {code}")
        return f"{name_of(unit, self.language)} ({unit['code']})"

    def scope(self, units: Sequence[str], everything: tuple[str, str]) -> str:
        """The line that says which territory it is about; ``everything`` where no units are named."""
        say = self.language.say
        return say("Phạm vi: ", "Scope: ") + ("; ".join(units) or say(*everything)) + "."

    async def origin(
        self, versions: Sequence[int], *, is_mixed: bool, invented: tuple[str, str]
    ) -> list[str]:
        """Lines that say of which day and data it is, and whether the demonstration register is in them.

        ``is_mixed`` tells that parts may be of different versions, ``invented`` what of the demonstration
        register is.
        """
        say, on = self.language.say, dates.today()
        lines = [
            say(f"Ngày lập: {on:%d/%m/%Y}. ", f"Made on {on}. ")
            + say("Phiên bản dữ liệu: ", "Data version: ")
            + "–".join(map(str, versions))
            + say(". Nguồn: sổ đăng ký Lienket.", ". Source: register of Lienket.")
        ]
        if await is_loaded(self.graph, DEMONSTRATION):
            vi, en = invented
            lines.append(
                say(
                    f"Sổ đăng ký có dữ liệu minh họa: {vi} là hư cấu.",
                    f"The register holds demonstration data: {en} are invented.",
                )
            )
        if is_mixed:
            lines.append(
                say(
                    "Sổ đăng ký có thay đổi trong lúc lập: các phần có thể không khớp nhau.",
                    "The register moved while this was made: its parts may not fit together.",
                )
            )
        return lines


def name_of(record: Mapping[str, Any], language: Language) -> str:
    """The name of a record in a language, else in Vietnamese."""
    return language.say(record["name"], record["nameEn"] or record["name"])


def input_of(file: Path | None, needed: Mapping[str, str], **options: object) -> dict[str, Any]:
    """The input of a query: what the options of a command ask for, which win over what stands in a file with
    the input as JSON. ``needed``: fields that must be given, with the option of each.

    Raises :class:`CommandError`, which names all that is missing.
    """
    given: Any = {}
    if file is not None:
        try:
            given = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} is not a file of JSON: {error}") from error
        shape = f"an object such as {{{', '.join(f'{json.dumps(name)}: …' for name in needed)}}}"
        if not isinstance(given, dict):
            raise CommandError(f"{file} does not hold {shape}")
        given = given.get("input", given)
        if not isinstance(given, dict):
            raise CommandError(f"input in {file} is not {shape}, but {given!r:.40}")
    asked = {**given, **{name: value for name, value in options.items() if value is not None}}
    missing = [name for name in needed if name not in asked]
    if missing:
        named = " and ".join(needed[name] for name in missing)
        raise CommandError(f"Give {named}, or {' and '.join(missing)} in the file of --input")
    return asked


def check_target(target: Path, *suffixes: str, replaces: bool) -> None:
    """Whether a file can stand there, with one of the suffixes that say of which kind it is; one that is
    there already must be meant to be replaced.

    Raises :class:`CommandError`.
    """
    if target.exists() and not replaces:
        raise CommandError(f"{target} exists already: give another name, or --force to replace it")
    if target.is_dir():
        raise CommandError(f"{target} is a folder: give the name of a file")
    if target.exists() and not target.is_file():
        raise CommandError(f"{target} is a device or a pipe: give the name of a file")
    if target.suffix not in suffixes:
        raise CommandError(f"{target} ends with none of {', '.join(suffixes)}")
    if not target.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {target.parent} for the file")


def save(content: bytes, target: Path) -> None:
    """Writes a file beside its place, then moves it there; a link stays, and what it leads to is replaced.
    Raises :class:`CommandError`."""
    place = target.resolve()
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".lienket-", delete=False) as file:
            beside = Path(file.name)
            file.write(content)
        beside.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o644)
        beside.replace(place)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise CommandError(f"{target} cannot be written: {error.strerror}") from error
