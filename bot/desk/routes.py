"""The staff's API: all of its rows."""

from __future__ import annotations

from bot.desk.admin.routes import admin_endpoints
from bot.desk.door import Door
from bot.desk.endpoints.account import account_endpoints
from bot.desk.endpoints.lists import list_endpoints
from bot.desk.endpoints.talk import talk_endpoints
from bot.desk.endpoints.work import work_endpoints
from bot.desk.handling import Handling
from bot.http.endpoint import Endpoint


def desk_endpoints() -> list[Endpoint]:
    """Every endpoint of the staff's edge. Describe them with :data:`bot.desk.schemas.SCHEMAS`."""
    door = Door()
    return [
        *account_endpoints(door),
        *talk_endpoints(door, Handling()),
        *list_endpoints(door),
        *work_endpoints(door),
        *admin_endpoints(door),
    ]
