"""What ``hub console`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

CONSOLE = M("控制台：工作人员使用的网页", "The console: the pages for people")
RUN = M("启动控制台，直到 Ctrl-C 或 SIGTERM", "Serve the pages until Ctrl-C or SIGTERM")
OPTION_HOST = M("监听地址（默认取自设置）", "Address to listen on (by default that of the settings)")
OPTION_PORT = M("端口（默认取自设置）", "Port (by default that of the settings)")
SERVING = M("控制台在 {url}，用浏览器打开", "The console serves at {url}: open it in a browser")
STOPPED = M("控制台已停止", "The console has stopped")
