"""Keyed tokens, sealed dossiers and the record of who opened them."""

from hub.vault.copies import open_copy, sealed_copy
from hub.vault.keys import MasterKey, create_key_file, load_key_file, put_key_file
from hub.vault.provider import CryptoProvider, SoftwareProvider
from hub.vault.seals import AccessRecord, SealedVault
from hub.vault.tokens import KeyedTokeniser

__all__ = [
    "AccessRecord",
    "CryptoProvider",
    "KeyedTokeniser",
    "MasterKey",
    "SealedVault",
    "SoftwareProvider",
    "create_key_file",
    "load_key_file",
    "open_copy",
    "put_key_file",
    "sealed_copy",
]
