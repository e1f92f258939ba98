"""One serving process: it says when it is ready, and stops cleanly when told to."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from dataclasses import dataclass

from aiohttp import web

from bot.app import LoadBrain, create_app, runner_for
from bot.cli.demo import MANAGER, Login
from bot.http.services import SERVICES
from bot.settings import Settings, is_loopback

CUSTOMER_PAGE = "/"
STAFF_DESK = "/desk/"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What to print once the server answers. ``login`` is known only when the demonstration was loaded just now;
    ``messages``: where text messages go.
    """

    host: str
    port: int
    started: float
    login: Login | None = None
    messages: str = ""

    @property
    def base(self) -> str:
        """Address of the server as someone on this machine opens it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def text(self, seconds: float) -> str:
        """The lines for whoever started the server; ``seconds``: how long the start took."""
        if self.login:
            staff = f"{self.login.name}，密码 {self.login.password}（只显示这一次）"
        else:
            staff = f"密码只在创建时显示；忘记了就运行 python -m bot staff reset {MANAGER}"
        lines = [
            f"车小服已就绪（{seconds:.1f} 秒）",
            f"  顾客页面    {self.base}{CUSTOMER_PAGE}",
            f"  员工工作台  {self.base}{STAFF_DESK}",
            f"  员工登录    {staff}",
        ]
        if self.messages:
            lines.append(f"  短信        {self.messages}")
        if not is_loopback(self.host):
            lines.append("  对外提供服务时，请在前面放置启用 HTTPS 的反向代理。")
        return "\n".join([*lines, "按 Ctrl-C 停止。"])


async def serve(
    settings: Settings,
    listening: socket.socket,
    announcement: Announcement | None,
    load_brain: LoadBrain | None = None,
) -> int:
    """Serve on a bound socket until SIGINT or SIGTERM; 1 if the model turns out to be unusable."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    app = create_app(settings, load_brain=load_brain)
    runner = runner_for(app)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        parts = app[SERVICES]
        assert parts.loading is not None
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([parts.loading, stopping], return_when=asyncio.FIRST_COMPLETED)
        if parts.failure:
            print(f"无法启动：{parts.failure}", file=sys.stderr)
            return 1
        if announcement and not stop.is_set():
            print(announcement.text(time.monotonic() - announcement.started), flush=True)
        await stopping
        return 0
    finally:
        await runner.cleanup()
