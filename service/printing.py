"""The printed schema: the contract that clients and code generators read."""

from pathlib import Path

from service.execution import build_schema

FILE = Path(__file__).parent.parent / "schema" / "schema.graphql"


def printed_schema() -> str:
    """The schema as text, ending with one line break."""
    return build_schema().as_str().rstrip("\n") + "\n"
