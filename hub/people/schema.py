"""The tables of ``people.db``, by version: a newer hub adds scripts at the end, none is ever changed."""

from __future__ import annotations

_FIRST = """
CREATE TABLE account (
  code TEXT PRIMARY KEY, display TEXT NOT NULL, language TEXT NOT NULL DEFAULT 'zh',
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, is_emergency INTEGER NOT NULL DEFAULT 0,
  locked_by TEXT, locked_at TEXT,
  password TEXT, password_at TEXT, must_change INTEGER NOT NULL DEFAULT 1,
  failures INTEGER NOT NULL DEFAULT 0, held_until TEXT,
  totp BLOB, totp_algorithm TEXT, totp_confirmed_at TEXT, totp_step INTEGER NOT NULL DEFAULT 0,
  signed_in_at TEXT) WITHOUT ROWID;
CREATE TABLE former_password (
  number INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account, password TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX former_password_of ON former_password (account, number);
CREATE TABLE recovery_code (
  account TEXT NOT NULL REFERENCES account, digest BLOB NOT NULL, used_at TEXT,
  PRIMARY KEY (account, digest)) WITHOUT ROWID;
CREATE TABLE pending (
  digest BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES account, step TEXT NOT NULL, way TEXT NOT NULL,
  source TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, until TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE session (
  digest BLOB PRIMARY KEY, number TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES account, way TEXT NOT NULL,
  source TEXT NOT NULL, started_at TEXT NOT NULL, seen_at TEXT NOT NULL, until TEXT NOT NULL,
  is_emergency INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX session_of ON session (account);
CREATE TABLE grant_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL REFERENCES account, role TEXT NOT NULL,
  unit TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
  proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL, confirmed_by TEXT, confirmed_at TEXT,
  ended_by TEXT, ended_at TEXT, CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by));
CREATE INDEX grant_of ON grant_line (account);
CREATE TABLE opening (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, subject TEXT NOT NULL,
  reason TEXT NOT NULL, note TEXT NOT NULL, asked_at TEXT NOT NULL, needs_second INTEGER NOT NULL,
  agreed_by TEXT, agreed_at TEXT, until TEXT,
  CHECK (agreed_by IS NULL OR agreed_by <> account));
CREATE INDEX opening_of ON opening (account, subject);
CREATE TABLE outside_identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL REFERENCES account, bound_at TEXT NOT NULL,
  bound_by TEXT NOT NULL, PRIMARY KEY (issuer, subject), UNIQUE (issuer, account)) WITHOUT ROWID;
CREATE TABLE departure (
  digest BLOB PRIMARY KEY, nonce TEXT NOT NULL, verifier TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE emergency_seal (
  account TEXT PRIMARY KEY REFERENCES account, password TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL,
  hours INTEGER NOT NULL, sealed_by TEXT NOT NULL, sealed_at TEXT NOT NULL, confirmed_by TEXT NOT NULL,
  opened_at TEXT, opened_by TEXT, until TEXT, CHECK (confirmed_by <> sealed_by)) WITHOUT ROWID;
CREATE TABLE journal (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, deed TEXT NOT NULL, subject TEXT NOT NULL,
  source TEXT NOT NULL, result TEXT NOT NULL, details TEXT NOT NULL, is_emergency INTEGER NOT NULL,
  digest BLOB NOT NULL, mac BLOB NOT NULL);
CREATE INDEX journal_who ON journal (who, number);
CREATE INDEX journal_deed ON journal (deed, number);
CREATE TABLE journal_head (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, mac BLOB NOT NULL);
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

_JOINT_DEEDS = """
CREATE TABLE joint_deed (
  id INTEGER PRIMARY KEY AUTOINCREMENT, deed TEXT NOT NULL, subjects TEXT NOT NULL, reason TEXT NOT NULL,
  proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL,
  decided_by TEXT, decided_at TEXT, agreed INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '',
  used_at TEXT, sealed BLOB,
  CHECK (agreed = 0 OR decided_by <> proposed_by), CHECK (used_at IS NULL OR agreed = 1));
CREATE INDEX joint_deed_of ON joint_deed (proposed_by, id);
"""

_FACTOR_CHANGES = """
CREATE TABLE factor_change (
  account TEXT PRIMARY KEY REFERENCES account, totp BLOB NOT NULL, totp_algorithm TEXT NOT NULL,
  until TEXT NOT NULL) WITHOUT ROWID;
"""

_AMENDMENTS = """
CREATE TABLE amendment (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL,
  since TEXT NOT NULL, basis TEXT NOT NULL,
  proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL, proposed_line INTEGER NOT NULL,
  version INTEGER UNIQUE, confirmed_by TEXT, confirmed_at TEXT, confirmed_line INTEGER,
  ended_by TEXT, ended_at TEXT, ended_line INTEGER,
  CHECK (confirmed_by IS NULL OR (confirmed_by <> proposed_by AND version IS NOT NULL AND ended_by IS NULL)));
CREATE TRIGGER amendment_once_confirmed_stays BEFORE UPDATE ON amendment WHEN OLD.version IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a confirmed amendment stays as it is'); END;
CREATE TRIGGER amendment_never_goes BEFORE DELETE ON amendment
  BEGIN SELECT RAISE(ABORT, 'amendments are kept'); END;
"""

_VOUCHED = """
ALTER TABLE pending ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE pending ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE pending ADD COLUMN sid TEXT NOT NULL DEFAULT '';
ALTER TABLE pending ADD COLUMN id_token TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN sid TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN id_token TEXT NOT NULL DEFAULT '';
CREATE TABLE logout_token (
  issuer TEXT NOT NULL, jti TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (issuer, jti)) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _JOINT_DEEDS, _FACTOR_CHANGES, _AMENDMENTS, _VOUCHED)
"""Script *n* makes version *n* + 1 (``PRAGMA user_version``) of a file of version *n*."""
