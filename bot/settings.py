"""Configuration: environment variables, then ``.env``, then secrets generated once, then defaults.

Every variable is described in :data:`VARIABLES` and in ``docs/settings.md``; a test compares the two.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
_SQLITE = "sqlite+aiosqlite:///"
_SECRET_LENGTH = 32
_PLACEHOLDERS = ("change-me", "changeme", "example", "secret-key")


class SettingsError(Exception):
    """A setting is missing, wrong or unsafe; the message names it in one sentence."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its default as documented, and what it means."""

    name: str
    default: str
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DATABASE_URL", "SQLite: var/chexiaofu.db", "Database: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`."
    ),
    Variable("BOT_HOST", "127.0.0.1", "Address to listen on."),
    Variable("BOT_PORT", "8000", "Port to listen on."),
    Variable("BOT_SECRET_KEY", "generated", "Signs visitors' tokens, staff sessions and picture links."),
    Variable(
        "BOT_DATA_KEY",
        "generated",
        "Encrypts personal data: `id:base64` of 32 bytes; several, newest first, by commas.",
    ),
    Variable(
        "BOT_INDEX_KEY",
        "generated",
        "Makes the fingerprints by which encrypted values are found: base64; never changes.",
    ),
    Variable("BOT_IDENTITY_SECRET", "generated", "Signs the identities (JWT, HS256) that a host page vouches for."),
    Variable(
        "BOT_EMBED_ORIGINS", "none", "Origins that may embed the customer page, by commas: `https://shop.example`."
    ),
    Variable("BOT_SMS_URL", "none", "Where text messages are posted to; without it they only go to the log."),
    Variable("BOT_SMS_TOKEN", "none", "Sent to `BOT_SMS_URL` as `Authorization: Bearer`."),
    Variable("BOT_SMS_TEMPLATE", "none", "The provider's template for one-time codes."),
    Variable(
        "BOT_TRUSTED_PROXIES", "none", "Addresses or networks whose `X-Forwarded-*` headers are believed, by commas."
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know. Secrets never show in its representation.

    Attributes:
        root: the checkout, with ``data``, ``models`` and ``web``.
        database_url: SQLAlchemy's asynchronous URL; a SQLite file is absolute.
        generated: names of the secrets that no one set and that were generated under ``var/``.
    """

    database_url: str
    secret_key: str = field(repr=False)
    data_key: str = field(repr=False)
    identity_secret: str = field(repr=False)
    index_key: str = field(default="", repr=False)
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    sms_template: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    embed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    root: Path = ROOT
    generated: frozenset[str] = frozenset()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file: one process only."""
        return self.database_url.startswith("sqlite")

    @property
    def shows_messages(self) -> bool:
        """Whether the customer page shows text messages instead of a phone: only where nobody else can see it, as
        whoever reads the code is taken for the owner of the phone.
        """
        return not self.sms_url and is_loopback(self.host) and not (self.trusted_proxies or self.embed_origins)

    @property
    def var(self) -> Path:
        """Directory of what the shop owns: database, generated secrets, pictures."""
        return self.root / "var"

    def check_exposure(self, host: str) -> None:
        """Refuse to listen beyond this machine with a secret that others may know.

        Raises:
            SettingsError: a secret is a placeholder or shorter than 32 characters.
        """
        if is_loopback(host):
            return
        for name, value in (
            ("BOT_SECRET_KEY", self.secret_key),
            ("BOT_DATA_KEY", self.data_key),
            ("BOT_INDEX_KEY", self.index_key),
            ("BOT_IDENTITY_SECRET", self.identity_secret),
        ):
            if len(value) < _SECRET_LENGTH or any(word in value.lower() for word in _PLACEHOLDERS):
                raise SettingsError(
                    f"{name} is a placeholder or shorter than {_SECRET_LENGTH} characters, which is refused on {host}:"
                    " remove it to have one generated, or set a random one."
                )


def load(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """The settings of this process. Secrets that nothing sets are generated once into ``var/secrets.env``.

    Raises:
        SettingsError: a value is wrong, or a ``BOT_…`` variable is none of ours.
    """
    dotenv = read_env_file(root / ".env")
    given = {**dotenv, **(os.environ if environ is None else environ)}
    _refuse_unknown(given)
    values = {name: value.strip() for name, value in given.items() if value.strip()}
    missing = [name for name in _GENERATORS if name not in values]
    if missing:
        values |= generated_secrets(root / "var" / "secrets.env", missing, values.get("BOT_DATA_KEY"))
    return Settings(
        database_url=_database_url(values.get("DATABASE_URL"), root),
        secret_key=values["BOT_SECRET_KEY"],
        data_key=_data_key(values["BOT_DATA_KEY"]),
        index_key=_index_key(values["BOT_INDEX_KEY"], values["BOT_DATA_KEY"]),
        sms_url=_sms_url(values.get("BOT_SMS_URL", "")),
        sms_token=values.get("BOT_SMS_TOKEN", ""),
        sms_template=values.get("BOT_SMS_TEMPLATE", ""),
        identity_secret=values["BOT_IDENTITY_SECRET"],
        host=values.get("BOT_HOST", "127.0.0.1"),
        port=_port(values.get("BOT_PORT", "8000")),
        embed_origins=tuple(_origin(item) for item in _items(values.get("BOT_EMBED_ORIGINS", ""))),
        trusted_proxies=tuple(_network(item) for item in _items(values.get("BOT_TRUSTED_PROXIES", ""))),
        root=root,
        generated=frozenset(missing),
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_env_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; blank lines, ``#`` comments, a leading ``export`` and quotes around the value are allowed.

    Raises:
        SettingsError: a line has another form.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}
    values: dict[str, str] = {}
    for number, raw in enumerate(lines, start=1):
        line = raw.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise SettingsError(f"{path.name}, line {number}: write NAME=value.")
        values[name.strip()] = _unquoted(value.strip())
    return values


def generated_secrets(path: Path, names: list[str], data_key: str | None = None) -> dict[str, str]:
    """The secrets ``names`` of the file ``path``, which only its owner can read; those it lacks are added first.

    Where there is a data key already (``data_key``, or in the file) the index key derives from it: values may have been
    indexed that way.

    Losing the file loses the data encrypted with it. Processes that start together agree on one value.
    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = read_env_file(path)
        new = {name: _GENERATORS[name]() for name in names if name not in known}
        data_key = data_key or known.get("BOT_DATA_KEY")
        if "BOT_INDEX_KEY" in new and data_key:
            new["BOT_INDEX_KEY"] = _derived_index_key(data_key)
        file.seek(0, os.SEEK_END)
        file.writelines(f"{name}={value}\n" for name, value in new.items())
        file.flush()
        os.fsync(file.fileno())
    return {name: (known | new)[name] for name in names}


def _random_data_key() -> str:
    from bot.db.crypto import Keyring

    return Keyring.new_key_text()


def _random_index_key() -> str:
    from bot.db.crypto import new_index_key

    return new_index_key()


def _derived_index_key(data_key: str) -> str:
    from bot.db.crypto import derived_index_key

    return derived_index_key(_data_key(data_key))


_GENERATORS: Mapping[str, Callable[[], str]] = {
    "BOT_SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "BOT_DATA_KEY": _random_data_key,
    "BOT_INDEX_KEY": _random_index_key,
    "BOT_IDENTITY_SECRET": lambda: secrets.token_urlsafe(48),
}


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {variable.name for variable in VARIABLES}
    for name in sorted(given):
        if name.startswith("BOT_") and name not in known and not name.startswith("BOT_TEST_"):
            raise SettingsError(f"{name} is not a setting; there are {', '.join(sorted(known))}.")


def _database_url(url: str | None, root: Path) -> str:
    if url is None:
        return f"{_SQLITE}{root / 'var' / 'chexiaofu.db'}"
    if url.partition("://")[0] not in _DRIVERS:
        raise SettingsError(f"DATABASE_URL must begin with {_SQLITE} or postgresql+asyncpg://.")
    if url.startswith(_SQLITE):
        path = url.removeprefix(_SQLITE)
        return url if path in ("", ":memory:") else f"{_SQLITE}{root / path}"
    return url


def _data_key(text: str) -> str:
    from bot.db.crypto import Keyring

    try:
        Keyring.from_text(text)
    except ValueError as error:
        raise SettingsError(f"BOT_DATA_KEY: {error}.") from error
    return text


def _index_key(text: str, data_key: str) -> str:
    from bot.db.crypto import Keyring

    try:
        Keyring.from_text(data_key, text)
    except ValueError as error:
        raise SettingsError("BOT_INDEX_KEY must be 32 bytes in base64.") from error
    return text


def _sms_url(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise SettingsError("BOT_SMS_URL must begin with https:// (http:// for an adapter on your own network).")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingsError(f"BOT_PORT must be a number from 1 to 65535, not {text}.")
    return int(text)


def _origin(text: str) -> str:
    scheme, separator, rest = text.rstrip("/").partition("://")
    if scheme not in ("http", "https") or not separator or not rest or "/" in rest:
        raise SettingsError(f"BOT_EMBED_ORIGINS: {text} is no origin such as https://shop.example.")
    return f"{scheme}://{rest}".lower()


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise SettingsError(f"BOT_TRUSTED_PROXIES: {text} is no address or network.") from error


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()
