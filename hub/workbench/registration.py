"""A visitor's dispute: the short form, and what it becomes (LOOP-0: accept, triage, coordinate, handle, feed back)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from hub.connectors.parties import identity_of, party_in_clear, token_details
from hub.core.acts.beside import OWN_CHANNELS
from hub.core.acts.fields import (
    Fault,
    FieldFault,
    FormField,
    Read,
    Values,
    code_field,
    number_field,
    read_fields,
    unit_field,
    yes_no_field,
)
from hub.core.acts.statements import Click, Refusal, Stated, is_place
from hub.core.admissible import objections
from hub.core.codes import ConsentState, Difficulty, DisputeType, IdKind, LabelledCode, ReferralKind
from hub.core.daytime import local_day
from hub.core.deliveries import FAMILY_VIOLENCE, Dossier, PartyDossier
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.privacy import Tokeniser, half_width
from hub.core.units import Registry

MOST_PARTIES = 6
"""Lines of the short form; a crowd is registered by its speakers and its number of people."""
MOST_TEXT = 4_000


class Next(LabelledCode):
    """What is done with a visitor's dispute at once."""

    REGISTER = "register", "仅登记", "Register only"
    TAKE_ON = "take-on", "登记并受理", "Register and accept"
    REFER = "refer", "登记并移交", "Register and refer"


_ONLY_REFER = ("next", Next.REFER.value)
FIELDS: tuple[FormField, ...] = (
    code_field("type", "纠纷类别", "Type", DisputeType),
    code_field("channel", "来源渠道", "Channel", OWN_CHANNELS),
    code_field("difficulty", "难易程度", "Difficulty", Difficulty, required=False),
    number_field("division", "发生地区划", "Where (division)", required=False),
    yes_no_field("consent", "申请人同意调解", "The applicant consents"),
    code_field("next", "办理方式", "What next", Next),
    replace(unit_field("unit", "移交单位", "Refer to"), when=_ONLY_REFER),
    replace(yes_no_field("all_agree", "各方均已同意", "All have consented"), when=_ONLY_REFER),
)
"""The fields besides the people; who came and whom they complain of stand in lines of their own."""
TEXTS = ("place", "narrative")
PERSON_FIELDS = ("name", "id", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """
    A form that could be read.

    Attributes:
        dossier: The people and what they tell, to be sealed.
    """

    click: Click
    unit: str
    details: Details
    dossier: Dossier
    consents: bool
    next: Next
    target: str | None
    all_agree: bool

    @property
    def root(self) -> str:
        """The root of the new dispute."""
        return self.dossier.root

    @property
    def hidden(self) -> frozenset[int]:
        """Places of the people who are masked on the day of registration."""
        return hidden_places(self.dossier, local_day(self.click.at))


def hidden_places(dossier: Dossier, day: date) -> frozenset[int]:
    """Return the places of the people of *dossier* who are masked: minors on *day*, all where violence is spoken of."""
    everybody = dossier.is_family_violence
    return frozenset(party.position for party in dossier.parties if everybody or is_minor(party, day))


def is_minor(party: PartyDossier, day: date) -> bool:
    """
    Return whether the number of *party* says that they are under eighteen on *day*.

    >>> number = "23080320150101123X"
    >>> child = PartyDossier(position=1, role="", kind="NATURAL", name="", id_kind="111", id_number=number)
    >>> is_minor(child, date(2026, 3, 2)), is_minor(child, date(2033, 1, 1))
    (True, False)
    """
    number = party.id_number
    if party.id_kind != IdKind.RESIDENT or len(number) != 18 or not number[6:14].isdigit():
        return False
    birth = number[6:14]
    return f"{day:%Y%m%d}" < f"{int(birth[:4]) + 18}{birth[4:]}"


@dataclass(frozen=True, slots=True)
class Window:
    """Where registrations come in: the agency, the registry of units, and who makes tokens."""

    agency: str
    registry: Registry
    tokeniser: Tokeniser

    def read(self, values: Values, unit: str, click: Click) -> Registration | tuple[FieldFault, ...]:
        """Return what the form says, or what of it can't be read."""
        read, faults = read_fields(FIELDS, values)
        people = list(_people(values, faults))
        faults.extend(self._unfit(values, read, click.at))
        if not people:
            faults.append(FieldFault("name-1", Fault.MISSING))
        if faults:
            return tuple(faults)
        root = f"{self.agency}:{click.id}"
        texts = {name: "".join(values.get(name, ())).strip() for name in TEXTS}
        if "yes" in values.get("violence", ()):
            texts["narrative"] = FAMILY_VIOLENCE + texts["narrative"]
        details = token_details(people, self.tokeniser)
        details.update(
            cast("Details", {name: read[name] for name in ("type", "channel", "difficulty") if name in read})
        )
        own = self.registry.find(unit, local_day(click.at))
        place = read.get("division") or ("" if own is None else own.division)
        details["division"] = str(place)
        dossier = Dossier(root=root, parties=tuple(people), **texts)
        if dossier.is_family_violence:
            details["veiled"] = True
        target = read.get("unit")
        return Registration(
            click=click,
            unit=unit,
            details=details,
            dossier=dossier,
            consents=bool(read["consent"]),
            next=Next(str(read["next"])),
            target=str(target) if target is not None else None,
            all_agree=bool(read.get("all_agree")),
        )

    def _unfit(self, values: Values, read: dict[str, Read], at: datetime) -> Iterator[FieldFault]:
        division, unit = read.get("division"), read.get("unit")
        if division is not None and not is_place(str(division)):
            yield FieldFault("division", Fault.UNKNOWN_CODE)
        if unit is not None and self.registry.find(str(unit), local_day(at)) is None:
            yield FieldFault("unit", Fault.UNKNOWN_UNIT)
        for name in TEXTS:
            if sum(map(len, values.get(name, ()))) > MOST_TEXT:
                yield FieldFault(name, Fault.TOO_LONG)

    def state(self, form: Registration, number: str) -> Stated:
        """Return what *form* states, with the number of its paper by which people will ask for it."""
        details = form.details.copy()
        details["number"] = number
        said: list[tuple[Event, str | None, Details]] = [(Event.DISPUTE_REPORTED, None, details)]
        if form.next is Next.TAKE_ON:
            said.append((Event.CASE_OPENED, form.unit, {"channel": str(details["channel"])}))
            if form.consents:
                said.append((Event.CONSENT_RECORDED, None, {"subject": "p1", "state": ConsentState.GIVEN.value}))
        if form.next is Next.REFER:
            said.append((Event.REFERRAL_CREATED, form.target, self._referral(form)))
            if form.consents and not form.all_agree:
                consent = {"subject": "p1", "state": ConsentState.GIVEN.value, "ref": self._ref(form)}
                said.append((Event.CONSENT_RECORDED, None, cast("Details", consent)))
        made = tuple(self._submission(form, *statement) for statement in said)
        against = tuple(one for submission in made for one in objections(submission, self.registry))
        return Stated(refusal=Refusal.RULE, objections=against) if against else Stated(submissions=made)

    def _ref(self, form: Registration) -> str:
        return f"{self.agency}-{form.click.id}"

    def _referral(self, form: Registration) -> Details:
        return {
            "ref": self._ref(form),
            "kind": ReferralKind.TRANSFER.value,
            "delivered": form.all_agree,
            "frm": form.unit,
        }

    def _submission(self, form: Registration, event: Event, unit: str | None, details: Details) -> Submission:
        return Submission(
            event=event,
            event_id=event_id(event.value, self.agency, form.click.id, unit, details),
            root=form.root,
            agency=self.agency,
            system=self.agency,
            native_id=form.click.id,
            unit=unit,
            occurred_at=form.click.at,
            recorded_at=form.click.at,
            details=details,
        )


def _people(values: Values, faults: list[FieldFault]) -> Iterator[PartyDossier]:
    """Yield the people of the form's lines; the first is who came, the others are whom it's about."""
    place = 0
    for line in range(1, MOST_PARTIES + 1):
        name, number, phone = (_typed(values, f"{field}-{line}") for field in PERSON_FIELDS)
        if not (name or number or phone):
            continue
        place += 1
        if not name:
            faults.append(FieldFault(f"name-{line}", Fault.MISSING))
        try:
            identity = identity_of(number, "id")
        except RowRejectedError:
            faults.append(FieldFault(f"id-{line}", Fault.TOO_LONG))
            continue
        if number and identity[0] is IdKind.NONE:
            faults.append(FieldFault(f"id-{line}", Fault.NO_IDENTITY))
        yield party_in_clear(place, "申请人" if place == 1 else "被申请人", name[:60], identity, phone[:30])


def _typed(values: Values, name: str) -> str:
    texts: Sequence[str] = values.get(name, ())
    return half_width("".join(texts))
