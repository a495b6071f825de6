"""
What each route of the console asks of whoever comes, written beside the routes: loosening one fails a test.

The table of roles (users §9) says who may do a deed in an area; this one says which deed in which area a call is.
Whoever adds a route adds its line, and thereby says whose it is.
"""

from __future__ import annotations

RIGHTS = {
    "ACCOUNTS DECIDE": """
        POST /people/grants/{number:int}/confirm
        POST /people/grants/{number:int}/revoke
    """,
    "ACCOUNTS PROPOSE": """
        POST /people/propose
    """,
    "ACCOUNTS READ": """
        GET /people
    """,
    "ACCOUNTS WRITE": """
        POST /people/add
        POST /people/{code}/lock
        POST /people/{code}/reset
        POST /people/{code}/unlock
    """,
    "ADAPTERS READ": """
        GET /adapters
    """,
    "ADAPTERS WRITE": """
        POST /adapters/{code}/pause
    """,
    "ANYONE": """
        GET /alive
        POST /look
        GET /sign-in
        POST /sign-in
        GET /sign-in/emergency
        POST /sign-in/emergency
        GET /sign-in/outside
        GET /sign-in/outside/back
        POST /sign-in/outside/ended
        GET /sign-in/step
        POST /sign-in/step
        GET /static/{name:path}
    """,
    "AUDIT READ": """
        GET /audit
    """,
    "AUDIT WRITE": """
        POST /audit/export
        POST /audit/verify
    """,
    "CASES READ": """
        GET /bench
        GET /bench/acts
        GET /cases
        GET /cases/{dispute:path}
    """,
    "CASES WRITE": """
        GET /bench/act
        POST /bench/act
        GET /bench/case
        GET /bench/handover
        POST /bench/handover
        GET /bench/papers
        GET /bench/papers/{number}
        POST /bench/papers/{number}/void
        GET /register
        POST /register
        POST /register/hint
    """,
    "FIGURES READ": """
        GET /figures
        GET /figures/{name:path}
        GET /flows
    """,
    "MEETING DECIDE": """
        POST /meeting/decisions
    """,
    "MEETING PROPOSE": """
        POST /meeting/nominate
    """,
    "MEETING READ": """
        GET /meeting
        GET /meeting/sheet.xlsx
    """,
    "MEETING WRITE": """
        GET /meeting/attendance
        POST /meeting/attendance
    """,
    "MERGE DECIDE": """
        POST /links/{pair}
    """,
    "MERGE READ": """
        GET /links
        GET /links/{pair}
        GET /links/{pair}/next
    """,
    "MONTH DECIDE": """
        POST /months/close
        POST /months/sign
    """,
    "MONTH PROPOSE": """
        POST /months/adjust
        POST /months/{month}/parallel
    """,
    "MONTH READ": """
        GET /months
        GET /months/{month}/bodies/{code}
        GET /months/{month}/form.{kind}
    """,
    "PERSONAL READ": """
        POST /bench/papers
        POST /bench/papers/{number}/open
        POST /cases/by-name
        POST /parties/{dispute:path}
    """,
    "QUARANTINE READ": """
        GET /quarantine
        GET /quarantine/return-list
        GET /quarantine/{item}
    """,
    "QUARANTINE WRITE": """
        POST /quarantine/{item}/accept
        POST /quarantine/{item}/discard
        POST /quarantine/{item}/fix
        POST /quarantine/{item}/retry
    """,
    "SELF READ": """
        GET /
        GET /account
        GET /account/factor
        POST /bench/dealt-with
        POST /bench/draft
        POST /bench/drop-draft
        POST /bench/send-now
        POST /bench/undo
        GET /bench/waiting
        GET /changes
        GET /changes/since
        GET /joint
        POST /kept
        GET /keyboard
        GET /mark
        POST /sign-out
        GET /work
        GET /work/{number}
        GET /work/{number}/result
        POST /work/{number}/stop
    """,
    "SELF WRITE": """
        POST /account/factor
        POST /account/factor/confirm
        POST /account/openings/{number:int}/agree
        POST /account/password
        POST /account/sessions/{number}/end
        POST /account/sign-out-everywhere
        POST /joint/propose
        POST /joint/{number:int}/agree
        POST /joint/{number:int}/carry-out
        POST /joint/{number:int}/refuse
        POST /joint/{number:int}/withdraw
    """,
    "SETTINGS DECIDE": """
        POST /settings/changes/{number:int}/confirm
    """,
    "SETTINGS PROPOSE": """
        POST /settings/calendar/notice
        POST /settings/calendar/propose
        POST /settings/clocks/propose
        POST /settings/units/propose
    """,
    "SETTINGS READ": """
        GET /settings
        GET /settings/calendar
        GET /settings/changes/{number:int}
        GET /settings/clocks
        GET /settings/codes
        GET /settings/units
    """,
    "SETTINGS WRITE": """
        POST /settings/changes/{number:int}/withdraw
    """,
    "SUPERVISION DECIDE": """
        POST /supervision
    """,
    "SUPERVISION READ": """
        GET /supervision
    """,
    "SUPERVISION WRITE": """
        GET /supervision/reply
        POST /supervision/reply
    """,
    "TRENDS READ": """
        GET /trends
        GET /trends/{code}
    """,
}
"""Area and deed → method and path of the calls that are one; ANYONE needs no session."""
