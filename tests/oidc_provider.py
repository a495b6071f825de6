"""
An OpenID provider as a process of its own, for tests: real HTTP, real signatures by another library than the hub's.

It keeps the standard (exact redirect address, client secret, PKCE S256, a code once) unless ``POST /control`` asks it
for one fault. Everybody is signed in at once as whom ``/control`` names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "hub-console", "s3cret/with+signs"


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.other = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.user: dict[str, object] = {"sub": "u-1"}
        self.fault = ""
        self.codes: dict[str, dict[str, str]] = {}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(asked.get("now") or time.time()) if self.fault != "old" else 1_000_000_000
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "amr": ["pwd"], **self.user,
        }  # fmt: skip
        claims.update(
            {
                "nonce": {"nonce": "another"},
                "audience": {"aud": "another-client"},
                "party": {"aud": [CLIENT, "another"], "azp": "another"},
                "issuer": {"iss": "http://127.0.0.1:1"},
            }.get(self.fault, {})
        )
        return self.signed(claims, {})

    def logout_token(self, told: dict[str, dict[str, object]]) -> str:
        """Return a logout token with the claims and header told, None for one that is left out; ``fault`` as always."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}}, **told.get("claims", {}),
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return self.signed(kept, {"typ": "logout+jwt", **told.get("header", {})})

    def signed(self, claims: dict[str, object], more: dict[str, object]) -> str:
        if self.fault in ("unsigned", "shared"):
            header = {"alg": "none"} if self.fault == "unsigned" else {"alg": "HS256", "kid": "k1"}
            parts = [json.dumps(one).encode() for one in (header, claims)]
            signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
            mac = hmac.digest(self.key.as_pem(private=False), signed, "sha256") if self.fault == "shared" else b""
            return f"{signed.decode()}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        key = self.other if self.fault == "key" else self.key
        kid = "k9" if self.fault == "kid" else "k1"
        header = {name: value for name, value in {"alg": "RS256", "kid": kid, **more}.items() if value is not None}
        return jwt.encode(header, claims, key)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *said: object) -> None:
        pass

    def answer(self, content: object, status: int = 200, **headers: str) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        issuer = self.server.issuer
        if at.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": issuer if self.server.fault != "metadata" else "http://127.0.0.1:1",
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    **({} if self.server.fault == "endless" else {"end_session_endpoint": f"{issuer}/end"}),
                    "backchannel_logout_supported": True,
                    "backchannel_logout_session_supported": True,
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif at.path == "/keys":
            self.answer({"keys": [self.server.key.as_dict(private=False)]})
        elif at.path == "/authorize":
            self.authorize({name: values[0] for name, values in parse_qs(at.query).items()})
        elif at.path == "/end":
            self.end({name: values[0] for name, values in parse_qs(at.query).items()})
        else:
            self.answer({}, 404)

    def end(self, asked: dict[str, str]) -> None:
        """Sign out who was signed in and send the browser back, as RP-Initiated Logout asks for."""
        if asked.get("client_id") != CLIENT or not asked.get("id_token_hint"):
            self.answer({"error": "invalid_request"}, 400)
            return
        self.answer({}, 302, Location=asked["post_logout_redirect_uri"])

    def authorize(self, asked: dict[str, str]) -> None:
        fits = asked.get("client_id") == CLIENT and asked.get("response_type") == "code"
        if not fits or asked.get("code_challenge_method") != "S256" or "openid" not in asked.get("scope", "").split():
            self.answer({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.server.issuer}
        if self.server.fault == "refused":
            back = {"error": "access_denied", "state": asked["state"]}
        self.answer({}, 302, Location=f"{asked['redirect_uri']}?{urlencode(back)}")

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/control":
            told = json.loads(content)
            self.server.user, self.server.fault = told.get("user", {"sub": "u-1"}), told.get("fault", "")
            self.answer({})
        elif self.path == "/logout-token":
            self.answer({"logout_token": self.server.logout_token(json.loads(content))})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(content).items()})
        else:
            self.answer({}, 404)

    def token(self, form: dict[str, str]) -> None:
        if self.server.fault == "down":
            self.answer({}, 503)
            return
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{quote_plus(SECRET)}".encode()).decode()
        asked = self.server.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        fits = (
            self.headers.get("Authorization") == expected
            and asked is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == asked["redirect_uri"]
            and challenge.decode().rstrip("=") == asked["code_challenge"]
        )
        if not fits or asked is None:
            self.answer({"error": "invalid_grant"}, 400)
            return
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token(asked)})


if __name__ == "__main__":
    provider = Provider()
    sys.stdout.write(provider.issuer + "\n")
    sys.stdout.flush()
    provider.serve_forever()
