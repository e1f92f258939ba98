"""Settings: where they come from, what is refused, and that the documentation lists them all."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot import settings
from bot.db.crypto import Keyring
from bot.settings import SettingsError

LONG = "k" * 40


def load(root: Path, **environ: str) -> settings.Settings:
    return settings.load(environ, root)


def test_documentation_lists_every_variable_with_default_and_meaning() -> None:
    text = (settings.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert rows == [(v.name, v.default, v.meaning) for v in settings.VARIABLES]


def test_documented_defaults_hold(tmp_path: Path) -> None:
    found = load(tmp_path)
    documented = {v.name: v.default for v in settings.VARIABLES}
    assert found.host == documented["BOT_HOST"]
    assert str(found.port) == documented["BOT_PORT"]
    path = documented["DATABASE_URL"].removeprefix("SQLite: ")
    assert found.database_url == f"sqlite+aiosqlite:///{tmp_path / path}"
    assert (found.embed_origins, found.trusted_proxies) == ((), ())
    assert found.generated == {name for name, default in documented.items() if default == "generated"}


def test_generated_secrets_are_private_random_and_stay(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first == second
    file = tmp_path / "var" / "secrets.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = load(tmp_path / "elsewhere")
    assert {first.secret_key, first.identity_secret, first.data_key}.isdisjoint(
        {other.secret_key, other.identity_secret, other.data_key}
    )
    Keyring.from_text(first.data_key)
    first.check_exposure("0.0.0.0")


def test_a_secret_that_is_set_is_not_generated(tmp_path: Path) -> None:
    found = load(tmp_path, BOT_SECRET_KEY=LONG)
    assert found.secret_key == LONG
    assert "BOT_SECRET_KEY" not in (tmp_path / "var" / "secrets.env").read_text(encoding="utf-8")


def test_environment_wins_over_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        '# shop\nexport BOT_HOST="127.0.0.2"\n\nBOT_PORT=9000 # behind nginx\n', encoding="utf-8"
    )
    found = load(tmp_path, BOT_PORT="9001")
    assert (found.host, found.port) == ("127.0.0.2", 9001)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert not any(secret in repr(found) for secret in (found.secret_key, found.data_key, found.identity_secret))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql+aiomysql://localhost/x"),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("BOT_PORT", "http"),
        ("BOT_PORT", "70000"),
        ("BOT_DATA_KEY", "k1:short"),
        ("BOT_EMBED_ORIGINS", "shop.example"),
        ("BOT_EMBED_ORIGINS", "https://shop.example/page"),
        ("BOT_TRUSTED_PROXIES", "proxy"),
        ("BOT_EMBED_ORIGIN", "https://shop.example"),
    ],
)
def test_wrong_values_are_named_in_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        load(tmp_path, **{name: value})
    assert "\n" not in str(caught.value)


def test_a_line_that_is_no_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_PORT 9000\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\.env, line 1"):
        load(tmp_path)


def test_variables_of_the_tests_are_no_settings(tmp_path: Path) -> None:
    load(tmp_path, BOT_TEST_POSTGRES="postgresql+asyncpg://localhost/test")


def test_lists_and_paths_are_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        BOT_EMBED_ORIGINS="https://Shop.example/, http://localhost:3000",
        BOT_TRUSTED_PROXIES="10.0.0.0/8,127.0.0.1",
        DATABASE_URL="sqlite+aiosqlite:///data.db",
    )
    assert found.embed_origins == ("https://shop.example", "http://localhost:3000")
    assert [str(network) for network in found.trusted_proxies] == ["10.0.0.0/8", "127.0.0.1/32"]
    assert found.database_url == f"sqlite+aiosqlite:///{tmp_path / 'data.db'}"


@pytest.mark.parametrize("name", ["BOT_SECRET_KEY", "BOT_IDENTITY_SECRET"])
@pytest.mark.parametrize("value", ["short", "change-me-change-me-change-me-change-me"])
def test_placeholders_serve_this_machine_only(tmp_path: Path, name: str, value: str) -> None:
    found = load(tmp_path, **{name: value})
    for host in ("127.0.0.1", "::1", "localhost"):
        found.check_exposure(host)
    for host in ("0.0.0.0", "::", "192.168.1.5", "shop.example"):
        with pytest.raises(SettingsError, match=name):
            found.check_exposure(host)
