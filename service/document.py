"""Parsed documents as keys of what is known about them."""

from graphql import DocumentNode


class Same:
    """A parsed document as a key: equal to itself alone, which suffices, as one text is parsed once. As keys
    of their own graphql-core would hash documents node by node, at each request."""

    __slots__ = ("document",)

    def __init__(self, document: DocumentNode) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.document is other.document
