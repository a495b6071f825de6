"""
The people of a hub: accounts, passwords, second factors, sessions, grants, and the audit journal.

Everything stands in one file, ``people.db``, beside the hub's data. :class:`hub.people.house.People` is what doors use;
:class:`hub.people.signing_in.SigningIn` signs a person in. Nothing here shows a case, and no case is stored here.
"""
