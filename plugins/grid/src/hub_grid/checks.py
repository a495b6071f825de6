"""What ``hub adapter check grid`` looks at; it only reads."""

from __future__ import annotations

from collections.abc import Sequence

from hub.connectors.native import version_of
from hub.connectors.rest import CursorPage, CursorPaging, RestClient
from hub.core.errors import HubError
from hub.plugins.spec import CheckLine, Native, NativeRecord
from hub.plugins.trial import trial_line
from hub_grid.settings import GridSettings
from hub_grid.translate import Translator


def check_lines(client: RestClient, settings: GridSettings, translator: Translator) -> Sequence[CheckLine]:
    """Return one line for the connection and one for the trial translation of the first page."""
    paging = CursorPaging(path="events", items="events", size_parameter="size", size=settings.page_size)
    try:
        page = next(iter(paging.pages(client, None)), CursorPage((), ""))
    except HubError as error:
        remedy = "检查平台接口地址、密钥与网络"
        return [CheckLine(zh="连接", en="Connection", ok=False, detail=str(error), remedy=remedy)]
    connection = CheckLine(zh="连接", en="Connection", ok=True, detail=f"{len(page.items)}")
    folder = settings.csv_folder
    exports = [
        CheckLine(zh="CSV目录", en="CSV folder", ok=folder.is_dir(), detail=folder.name, remedy="检查目录是否挂载")
        for folder in ([folder] if folder else [])
    ]
    return [connection, *exports, _trial(page, translator)]


def _trial(page: CursorPage, translator: Translator) -> CheckLine:
    records = [_record(item) for item in page.items]
    return trial_line(records, translator.translate, remedy="按事件更正，或在 categories 中登记新类别")


def _record(item: dict[str, Native]) -> NativeRecord:
    place = f"eventId={item.get('eventId') or '?'}"
    return NativeRecord(source="events", native_id=place, version=version_of(item), fields=item, place=place)
