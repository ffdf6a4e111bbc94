"""The settings of the service: one typed object, from environment variables or flags."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SHORTEST_TOKEN = 16


class SettingsError(Exception):
    """Settings that cannot work; the message names the variable and the fix."""


class Settings(BaseSettings):
    """What can be set. Each is read from ``LIENKET_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="LIENKET_", extra="forbid", env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    data: Path = Path("data")
    engine_memory: Annotated[str, Field(pattern=r"^[1-9]\d*[mMgG]$")] = "1g"
    demo: bool = True
    token_file: Path | None = None
    rules: Path | None = None
    neo4j_uri: str | None = None
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr | None = None
    neo4j_password_file: Path | None = None
    neo4j_database: str = "neo4j"

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if self.neo4j_uri is not None:
            if self.neo4j_uri.partition("://")[0] not in {
                f"{scheme}{security}" for scheme in ("bolt", "neo4j") for security in ("", "+s", "+ssc")
            }:
                raise ValueError("LIENKET_NEO4J_URI must begin with bolt:// or neo4j://")
            if not _is_address(self.neo4j_uri):
                raise ValueError("LIENKET_NEO4J_URI must be host and port, such as bolt://127.0.0.1:7687")
            if (self.neo4j_password is None) == (self.neo4j_password_file is None):
                raise ValueError(
                    "With LIENKET_NEO4J_URI give either LIENKET_NEO4J_PASSWORD_FILE or LIENKET_NEO4J_PASSWORD"
                )
        return self

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service."""
        return self.host in LOOPBACK

    def token(self) -> str | None:
        """The shared bearer token; None where there is none, which only loopback allows.

        Raises :class:`SettingsError`.
        """
        if self.token_file is not None:
            token = _secret(self.token_file, "LIENKET_TOKEN_FILE")
            if len(token) < _SHORTEST_TOKEN:
                raise SettingsError(
                    f"The token in {self.token_file} needs at least {_SHORTEST_TOKEN} characters"
                )
            return token
        if not self.is_local:
            raise SettingsError(
                f"LIENKET_HOST={self.host} can be reached from other machines: set LIENKET_TOKEN_FILE "
                "to a file with a shared token, or listen on 127.0.0.1"
            )
        return None

    def password(self) -> str:
        """The password for Neo4j. Raises :class:`SettingsError`."""
        if self.neo4j_password_file is not None:
            return _secret(self.neo4j_password_file, "LIENKET_NEO4J_PASSWORD_FILE")
        return self.neo4j_password.get_secret_value() if self.neo4j_password else ""


def read_settings(**flags: object) -> Settings:
    """The settings of the environment; flags that are not None win. Raises :class:`SettingsError`."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by the model
    except ValidationError as error:
        faults = [
            ": ".join([*_variable(fault["loc"]), fault["msg"].removeprefix("Value error, ")])
            for fault in error.errors()
        ]
        raise SettingsError("; ".join(faults)) from error


def _variable(place: tuple[int | str, ...]) -> list[str]:
    return ["LIENKET_" + "_".join(str(part) for part in place).upper()] if place else []


def _is_address(uri: str) -> bool:
    """Whether the driver can make sense of a URI: a host, perhaps a port, no user; only ``neo4j://`` may
    add a routing context as a query."""
    try:
        parts = urlsplit(uri)
        port = parts.port  # reads it: raises for what no port can be
    except ValueError:
        return False
    has_query = bool(parts.query) and not parts.scheme.startswith("neo4j")
    return bool(parts.hostname) and port != 0 and "@" not in parts.netloc and not has_query


def _secret(path: Path, variable: str) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{variable}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{variable}: {path} is not a text in UTF-8") from error
    if not secret:
        raise SettingsError(f"{variable}: {path} is empty")
    return secret
