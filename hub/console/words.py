"""How codes are said on a page: units, agencies, kinds of dispute, and the details of an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hub.console.texts import words as said
from hub.core.clocks import CLOCKS, PARTIES
from hub.core.clocks.succession import TASK_FORCE
from hub.core.codes import LabelledCode
from hub.core.events import DETAILS
from hub.core.units import Registry
from hub.core.wording import Language, Message
from hub.queries.details import CLOCKED, UNITS, code_of, type_of
from hub.reference import divisions

_BODIES = {"hub": said.THE_HUB, "statistics": said.STATISTICIAN, "duty_clerk": said.DUTY_CLERK, PARTIES: said.PARTIES,
           TASK_FORCE: said.TASK_FORCE}  # fmt: skip
_TITLES = {"delivered": said.DELIVERED, "veiled": said.VEILED}
"""Details that the contract describes by what their absence means."""
_YES_OR_NO = {"True": said.YES, "False": said.NO}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one reader on one day."""

    language: Language
    registry: Registry
    agencies: Mapping[str, Message]
    day: date

    def text(self, message: Message, **values: object) -> str:
        """Return *message* in the reader's language."""
        return message.render(self.language, **values)

    def label(self, code: LabelledCode) -> str:
        """Return the label of *code*."""
        return code.zh if self.language is Language.ZH else code.en

    def who(self, code: str) -> str:
        """Return the name of a unit, an agency or a body of the mechanism; the code itself where nobody knows it."""
        unit = self.registry.find(code, self.day)
        if unit is not None:
            return unit.name
        named = self.agencies.get(code) or _BODIES.get(code)
        return code if named is None else self.text(named)

    def kind(self, code: str) -> str:
        """Return the name of a type of dispute."""
        known = type_of(code)
        return code if known is None else self.label(known)

    def place(self, division: str) -> str:
        """Return the name of a division with its code."""
        return f"{divisions().name_of(division)} {division}".strip()

    def detail(self, name: str, value: str) -> str:
        """Return one detail of an event as people say it."""
        if name == "amount_fen" and value.lstrip("-").isdigit():
            return self.text(said.YUAN, yuan=f"{int(value) / 100:,.2f}")
        code = code_of(name, value)
        if code is not None:
            return self.label(code)
        rule = CLOCKS.get(value.partition(":")[0]) if name in CLOCKED else None
        if rule is not None:
            value = rule.zh if self.language is Language.ZH else rule.en
        elif name in UNITS:
            value = self.who(value)
        elif value in _YES_OR_NO:
            value = self.text(_YES_OR_NO[value])
        return f"{self._title(name)} {value}"

    def _title(self, name: str) -> str:
        if name in _TITLES:
            return self.text(_TITLES[name])
        spec = DETAILS.get(name)
        return name if spec is None else spec.zh if self.language is Language.ZH else spec.en
