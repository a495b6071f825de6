"""
The whole error tree.

::

    HubError
    ├── TransientError            try again later, nothing is wrong with the record
    │   ├── BusUnavailableError
    │   │   └── IdentityUnusableError   the certificate of an adapter far away: also expired, not trusted, another's
    │   ├── AgencyUnavailableError
    │   ├── NewerSchemaError      a record of a newer version, which waits for it
    │   └── StaleOwnerError       this process no longer owns what it wanted to write
    ├── PermanentError            trying again changes nothing: quarantine or refuse
    │   ├── RowRejectedError      one native row, one field
    │   ├── AdapterFaultError     a mistake in an adapter's own code
    │   ├── SchemaMismatchError
    │   ├── IncompatibleSchemaError
    │   ├── AccessDeniedError     who asks may not do it
    │   ├── ClosedInputError      a file or message that cannot be read as a whole
    │   └── UnknownRecordError
    └── ConfigurationError        stop at start-up and say what to do
        ├── PluginLoadError
        ├── UnknownAgencyError
        ├── ClockOverrideError
        ├── MappingFileError      a mapping file that can't be used as it is
        └── MissingCalendarError

A message says what happened, to which record of which system, and what to do next. It never holds personal data.
"""

from __future__ import annotations


class HubError(Exception):
    """Every error that the hub raises on purpose; ``code`` is what people quote on the telephone."""

    code = "E-HUB-00"

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(" ".join(part for part in (where and f"{where}:", what, remedy and f"→ {remedy}") if part))


class TransientError(HubError):
    """Nothing is wrong with the record: the same call may succeed later."""

    code = "E-TRY-00"


class BusUnavailableError(TransientError):
    """The log can't be reached or written."""

    code = "E-BUS-01"


class IdentityUnusableError(BusUnavailableError):
    """What an adapter far from the hub shows in TLS can't be used now; everything waits until it's exchanged."""

    code = "E-TLS-01"


class CertificateExpiredError(IdentityUnusableError):
    """The certificate's time is over, or hasn't begun."""

    code = "E-TLS-02"


class UntrustedAuthorityError(IdentityUnusableError):
    """One end doesn't trust the authority that vouches for the other."""

    code = "E-TLS-03"


class WrongAgencyError(IdentityUnusableError):
    """The gateway knows the certificate as nobody's, or as another agency's."""

    code = "E-TLS-04"


class AgencyUnavailableError(TransientError):
    """A department's system doesn't answer."""

    code = "E-NET-01"


class StaleOwnerError(TransientError):
    """The writer's assignment epoch is older than the store's: another process owns this partition now."""

    code = "E-OWN-01"


class NewerSchemaError(TransientError):
    """A record was written by a newer version of the hub: it waits until that version reads it, nothing is skipped."""

    code = "E-SCH-03"


class PermanentError(HubError):
    """Trying again changes nothing."""

    code = "E-PER-00"


class RowRejectedError(PermanentError):
    """
    One field of one native row can't be translated; the whole row goes to quarantine.

    ``task_of`` names who must mend it (an agency code or a role); ``proposal`` is what the field could be, for a person
    to accept.
    """

    code = "E-ROW-01"
    proposal: str = ""

    def __init__(self, *, field: str, reason: str, value: str = "", code: str = "E-ROW-01", task_of: str = "") -> None:
        self.field = field
        self.reason = reason
        self.value = value
        self.code = code
        self.task_of = task_of
        super().__init__(reason, where=field)


class AdapterFaultError(PermanentError):
    """An adapter raised what it shouldn't: a mistake in its code, told by kind and place, never by its message."""

    code = "E-ADP-01"


class SchemaMismatchError(PermanentError):
    """A payload doesn't match its schema."""

    code = "E-SCH-01"


class IncompatibleSchemaError(PermanentError):
    """A schema version breaks FULL_TRANSITIVE compatibility with a released one."""

    code = "E-SCH-02"


class AccessDeniedError(PermanentError):
    """Whoever asks may not read or write that."""

    code = "E-ACC-01"


class ClosedInputError(PermanentError):
    """A file, snapshot or message can't be read as a whole (cut, bomb, wrong encoding); nothing of it was taken."""

    code = "E-FIL-01"


class StoppedError(PermanentError):
    """Whoever began something long stopped it while it only read; nothing was changed."""

    code = "E-STOP-01"

    def __init__(self) -> None:
        super().__init__("it was stopped; nothing was changed", remedy="begin it again when it's wanted")


class UnknownRecordError(PermanentError):
    """Someone asked for a record that the hub doesn't have."""

    code = "E-REC-01"


class ConfigurationError(HubError):
    """The hub can't start as configured."""

    code = "E-CFG-00"


class PluginLoadError(ConfigurationError):
    """An adapter distribution can't be loaded; it's quarantined by name, the others run."""

    code = "E-CFG-01"


class UnknownAgencyError(ConfigurationError):
    """An agency code is configured that no plugin registers, or two plugins register one."""

    code = "E-CFG-02"


class ClockOverrideError(ConfigurationError):
    """A local length of a clock that can't be: it's the law's, unknown, or two hold at once (domain §3)."""

    code = "E-CFG-03"

    def __init__(self, clock: str, reason: str, remedy: str, about: str = "") -> None:
        self.clock = clock
        super().__init__(reason, where=f"{clock} {about}".strip(), remedy=remedy)


class MappingFileError(ConfigurationError):
    """
    A mapping file can't be used as it is.

    Every problem names line and column, and what to do, in Chinese and English; nothing of a data row stands in it.
    """

    code = "E-MAP-01"

    def __init__(self, file: str, problems: tuple[str, ...]) -> None:
        self.file = file
        self.problems = problems
        shown = "\n".join(problems[:20])
        super().__init__(shown, remedy=f"hub map check {file}")


class MissingCalendarError(ConfigurationError):
    """The working-day calendar of a year isn't published yet: an alarm, never a guess (domain §6.1 convention 18)."""

    code = "E-CAL-01"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"no working-day calendar for {year}",
            remedy=f"add {year}.json to the calendar folder when the State Council has published it",
        )
