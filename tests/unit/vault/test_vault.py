"""The vault: tokens that can't be guessed, seals that can't be swapped, erasure that holds."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from hub.core.codes import IdKind
from hub.core.deliveries import Dossier
from hub.core.errors import ConfigurationError, PermanentError, UnknownRecordError
from hub.testing import FixedClock, sample_dossier
from hub.vault import KeyedTokeniser, MasterKey, SealedVault, SoftwareProvider, create_key_file, load_key_file

KEY = MasterKey("0a0b0c0d", bytes(range(32)))
NUMBER = "11010519491231002X"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[SealedVault]:
    vault = SealedVault(tmp_path / "vault.db", KEY, SoftwareProvider(), FixedClock())
    yield vault
    vault.close()


def test_key_file_is_the_owners_alone(tmp_path: Path) -> None:
    """Mode 0600 from the first moment, the same key when read back, never replaced."""
    path = tmp_path / "hub.key"
    made = create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key_file(path) == made and "secret" not in repr(made)
    with pytest.raises(ConfigurationError, match="exists already"):
        create_key_file(path)
    assert load_key_file(path) == made and [entry.name for entry in tmp_path.iterdir()] == ["hub.key"]


def test_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    """A key that others could read stops start-up with the command that mends it."""
    path = tmp_path / "hub.key"
    create_key_file(path)
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        load_key_file(path)


@pytest.mark.parametrize("text", ["", "{}", '{"key_id": "a", "secret": "AA=="}', "[1]"])
def test_damaged_key_file_is_refused(tmp_path: Path, text: str) -> None:
    """Half a key is no key."""
    path = tmp_path / "hub.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ConfigurationError):
        load_key_file(path)


def test_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    """The sentence names the command."""
    with pytest.raises(ConfigurationError, match="hub init"):
        load_key_file(tmp_path / "hub.key")


def test_token_names_algorithm_and_key() -> None:
    """A token tells how it was made, is stable, and differs by kind, number and key."""
    tokens = KeyedTokeniser(KEY, SoftwareProvider())
    token = tokens.strong(IdKind.RESIDENT, NUMBER)
    assert token.split(".")[:2] == ["sm3hmac", "0a0b0c0d"] and len(token.split(".")[2]) == 64
    assert token == KeyedTokeniser(KEY, SoftwareProvider()).strong(IdKind.RESIDENT, NUMBER)
    other = KeyedTokeniser(MasterKey("0a0b0c0d", bytes(32)), SoftwareProvider())
    made = {
        token,
        tokens.strong(IdKind.PASSPORT, NUMBER),
        tokens.weak("111", NUMBER),
        other.strong(IdKind.RESIDENT, NUMBER),
    }
    assert len(made) == 4 and NUMBER not in token


def test_weak_tokens_ignore_width_and_blanks() -> None:
    """Two spellings of one name are one token; parts never run together."""
    tokens = KeyedTokeniser(KEY, SoftwareProvider())
    assert tokens.weak("name", "王 小明") == tokens.weak("name", "王小明　")
    assert tokens.weak("ab", "c") != tokens.weak("a", "bc")


def test_token_input_is_bounded() -> None:
    """Nobody has a name of 600 characters."""
    with pytest.raises(PermanentError, match="512"):
        KeyedTokeniser(KEY, SoftwareProvider()).weak("name", "王" * 600)


def sm3(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def test_tokens_are_hmac_over_sm3() -> None:
    """SM3 gives the example of GB/T 32905, and the token is RFC 2104's construction over it."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = b"k".ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in key) + b"x")
    assert SoftwareProvider().mac(b"k", b"x") == sm3(bytes(byte ^ 0x5C for byte in key) + inner)


@pytest.mark.parametrize("prefer_sm4", [True, False])
def test_seal_opens_again(tmp_path: Path, prefer_sm4: bool) -> None:
    """Either algorithm opens, under either default; the sealed bytes show nothing."""
    path, dossier = tmp_path / "vault.db", sample_dossier("court:1")
    sealing = SealedVault(path, KEY, SoftwareProvider(prefer_sm4=prefer_sm4), FixedClock())
    sealed = sealing.seal(dossier)
    sealing.close()
    opening = SealedVault(path, KEY, SoftwareProvider(prefer_sm4=not prefer_sm4), FixedClock())
    assert opening.open(sealed, receiver="justice", purpose="referral R-1") == dossier
    opening.close()
    assert (b"sm4gcm" if prefer_sm4 else b"aes256gcm") in sealed
    assert "孟繁星".encode() not in sealed and b"13904540001" not in sealed and b"0a0b0c0d" in sealed


def test_every_opening_is_recorded(vault: SealedVault) -> None:
    """Who, which root, why and when; refused attempts too; no content."""
    sealed = vault.seal(sample_dossier("court:1"))
    vault.open(sealed, receiver="justice", purpose="referral R-1")
    with pytest.raises(PermanentError):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), receiver="police", purpose="curious")
    records = list(vault.accesses("court:1"))
    assert [(r.receiver, r.purpose, r.outcome) for r in records] == [
        ("justice", "referral R-1", "opened"),
        ("police", "curious", "refused E-PER-00"),
    ]
    assert records[0].at == FixedClock().now() and "孟繁星" not in repr(records)


def test_changed_seal_does_not_open(vault: SealedVault) -> None:
    """Every single byte counts, the header's too."""
    sealed = vault.seal(Dossier(root="r"))
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 0x20]) + sealed[position + 1 :]
        with pytest.raises(PermanentError):
            vault.open(changed, receiver="x", purpose="y")
    with pytest.raises(PermanentError):
        vault.open(b"", receiver="x", purpose="y")


def test_seals_of_one_dossier_differ(vault: SealedVault) -> None:
    """A nonce each: equal dossiers can't be told from their seals."""
    assert vault.seal(Dossier(root="r")) != vault.seal(Dossier(root="r"))


def test_erasure_holds(vault: SealedVault, tmp_path: Path) -> None:
    """After erase nothing old opens, others do, and a later seal lives under a new key."""
    old, other = vault.seal(Dossier(root="r", place="a")), vault.seal(Dossier(root="s"))
    vault.erase("r")
    with pytest.raises(UnknownRecordError, match="erased"):
        vault.open(old, receiver="x", purpose="y")
    assert vault.open(other, receiver="x", purpose="y").root == "s"
    new = vault.seal(Dossier(root="r", place="b"))
    assert vault.open(new, receiver="x", purpose="y").place == "b"
    with pytest.raises(UnknownRecordError):
        vault.open(old, receiver="x", purpose="y")


def test_erasure_by_another_process_is_seen(vault: SealedVault, tmp_path: Path) -> None:
    """A cached key doesn't outlive an erasure made elsewhere."""
    old = vault.seal(Dossier(root="r"))
    other = SealedVault(tmp_path / "vault.db", KEY, SoftwareProvider(), FixedClock())
    other.erase("r")
    other.close()
    with pytest.raises(UnknownRecordError):
        vault.open(old, receiver="x", purpose="y")
    vault.open(vault.seal(Dossier(root="r")), receiver="x", purpose="y")


def test_another_master_key_opens_nothing(vault: SealedVault, tmp_path: Path) -> None:
    """The message says which key is needed."""
    sealed = vault.seal(Dossier(root="r"))
    stranger = SealedVault(tmp_path / "vault.db", MasterKey("ffff", bytes(32)), SoftwareProvider(), FixedClock())
    with pytest.raises(PermanentError, match="0a0b0c0d"):
        stranger.open(sealed, receiver="x", purpose="y")
    stranger.close()


def test_oversized_dossier_is_refused(vault: SealedVault) -> None:
    """Inputs are bounded."""
    with pytest.raises(PermanentError, match="32 MB"):
        vault.seal(Dossier(root="r", narrative="a" * (33 * 1024 * 1024)))


def test_threads_share_a_vault(vault: SealedVault) -> None:
    """Sealing and opening from many threads gives each its own."""

    def work(number: int) -> str:
        sealed = vault.seal(Dossier(root=f"r{number % 5}", place=str(number)))
        return vault.open(sealed, receiver="x", purpose="y").place

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(80))) == [str(number) for number in range(80)]
    assert len(list(vault.accesses())) == 80
