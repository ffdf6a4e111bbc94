"""What a browser gets: GraphiQL and the Explorer, built by ``npm ci && npm run build`` in this folder."""

import tomllib
from pathlib import Path
from typing import Any

from graphql import OperationDefinitionNode, parse

FOLDER = Path(__file__).parent

INDEX = FOLDER / "dist" / "index.html"
"""The page for `GET /graphql`."""

STATIC = FOLDER / "dist" / "static"
"""The files for `/static`: their names change with their content, except `favicon.svg` and
`licenses.txt`, the notices of the packages inside."""

TABS = FOLDER / "tabs.toml"
"""The starter tabs, from which the service makes `/tabs.json`."""

OPERATIONS = FOLDER.parent / "schema" / "operations"
"""The published operations that the starter tabs name."""


def starter_tabs() -> list[dict[str, Any]]:
    """The starter tabs with ``title``, ``query``, ``variables`` and, where the tab has one, ``name``."""
    return [
        {
            "title": tab["title"],
            "query": _query((OPERATIONS / tab["operation"]).read_text(), tab.get("shows")),
            "variables": tab["variables"],
            **({"name": tab["name"]} if "name" in tab else {}),
        }
        for tab in tomllib.loads(TABS.read_text())["tabs"]
    ]


def _query(document: str, shows: list[str] | None) -> str:
    """The operations of a document that a tab shows, as they are written there; all of it unless given."""
    if shows is None:
        return document
    texts = {
        each.name.value: document[each.loc.start : each.loc.end]
        for each in parse(document).definitions
        if isinstance(each, OperationDefinitionNode) and each.name and each.loc
    }
    return "".join(f"{texts[name]}\n" for name in shows)
