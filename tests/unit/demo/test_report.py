"""The page and the summary say what the account says, whatever the account."""

from __future__ import annotations

import html.parser
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Protocol

import pytest
from rich.console import Console

from hub.demo.account import Account
from hub.demo.departments.justice import BUREAU
from hub.demo.report import LISTED, OPENED, render_report, write_report
from hub.demo.summary import print_summary

VOID = {"meta", "br", "input", "link", "img", "line", "rect", "path"}


class Accounts(Protocol):
    empty: Account
    normal: Account
    huge: Account
    broken: Account


class Page(html.parser.HTMLParser):
    """Counts elements and ids, keeps scripts, and notices a tag that is closed in the wrong place."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "script":
            self.scripts.append(data)


@pytest.fixture(params=["empty", "normal", "huge", "broken"])
def account(request: pytest.FixtureRequest, accounts: Accounts) -> Account:
    found = getattr(accounts, request.param)
    assert isinstance(found, Account)
    return found


def test_every_account_gives_a_well_formed_page(account: Account) -> None:
    page = Page(render_report(account))
    assert page.stack == []
    assert len(page.ids) == len(set(page.ids))
    assert page.tags["script"] == 2
    assert json.loads(page.scripts[0]) is not None
    assert len(json.loads(page.scripts[0])) == len(account.disputes)


def test_the_page_asks_for_nothing_from_elsewhere(account: Account) -> None:
    page = Page(render_report(account))
    for tag, name, value in page.attributes:
        if name in ("src", "href", "action", "xlink:href"):
            assert value.startswith("#"), (tag, name, value)
    assert not re.search(r"url\((?!#)", render_report(account))
    assert "@import" not in render_report(account)


def test_both_languages_stand_beside_each_other(accounts: Accounts) -> None:
    text = render_report(accounts.normal)
    assert text.count('class="zh"') == text.count('class="en"') > 100


def test_what_clerks_type_never_becomes_markup(accounts: Accounts) -> None:
    text = render_report(accounts.broken)
    assert "<script>alert" not in text
    assert text.count("</script>") == 2


def test_checks_that_fail_are_shown_and_not_called_good(accounts: Accounts) -> None:
    assert "校验不成立" in render_report(accounts.broken)
    assert "校验全部成立" not in render_report(accounts.broken)
    assert "校验全部成立" in render_report(accounts.normal)


def test_a_figure_opens_into_its_disputes(accounts: Accounts) -> None:
    account = accounts.normal
    assert account.form is not None
    cell = next(c for row in account.form.tables[0].rows for c in row.cells if c.disputes)
    places = " ".join(str([d.dispute for d in account.disputes].index(name)) for name in cell.disputes)
    assert f'data-d="{places}" data-n="{len(cell.disputes)}">{cell.text}</button>' in render_report(account)


def test_a_figure_whose_disputes_are_unknown_is_plain_text(accounts: Accounts) -> None:
    assert 'class="fig"' not in render_report(accounts.broken)


def test_a_huge_account_stays_a_page_that_opens(accounts: Accounts) -> None:
    text = render_report(accounts.huge)
    overdue = text[text.index('id="overdue-table"') :]
    assert overdue[: overdue.index("</table>")].count("<tr>") == LISTED + 1
    assert f"共 {len(accounts.huge.breaches)} 项" in text
    assert len(text) < 6_000_000
    opened = max(len(places.split()) for places in re.findall(r'data-d="([^"]*)"', text))
    assert opened <= OPENED


def test_an_empty_account_says_so_in_every_section(accounts: Accounts) -> None:
    assert render_report(accounts.empty).count('class="empty"') == 5


def test_the_page_is_written_where_asked(accounts: Accounts, tmp_path: Path) -> None:
    path = write_report(accounts.normal, tmp_path / "new" / "report.html")
    assert path.read_text(encoding="utf-8") == render_report(accounts.normal)


def _summary(account: Account, width: int = 100, report: Path = Path("demo/report.html")) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_summary(account, report, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_summary_is_printed_for_every_account(account: Account) -> None:
    text = _summary(account)
    for heading in ("谁把什么交给了谁", "在办与超期", "月报", "隔离", "并案与反馈", "速度", "接下来看什么"):
        assert heading in text


def test_the_summary_names_the_newest_form_to_sign(accounts: Accounts, tmp_path: Path) -> None:
    assert "待签月报" not in _summary(accounts.normal, 300, tmp_path / "report.html")
    folder = tmp_path / "native" / "justice" / BUREAU
    folder.mkdir(parents=True)
    for number in (1, 2):
        (folder / f"R{number}.xlsx").touch()
    text = _summary(accounts.normal, 300, tmp_path / "report.html")
    assert str(folder / "R2.xlsx") in text and str(folder / "R1.xlsx") not in text


def test_the_summary_names_rows_reasons_and_whose_task(accounts: Accounts) -> None:
    text = _summary(accounts.normal)
    assert "未登记代码 15" in text
    assert "法院案管" in text
    assert "71.43 %" in text
    assert f"超期 {len(accounts.normal.breaches)} 项" in text


def test_a_fault_of_the_run_is_never_passed_over(accounts: Accounts) -> None:
    assert "请注意" in _summary(accounts.broken)
    assert "校验不成立" in _summary(accounts.broken)
