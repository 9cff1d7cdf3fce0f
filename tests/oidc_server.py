"""A tiny OpenID Connect provider on loopback. `broken` says what it does wrong; `claims` whom it signs in."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "securityedu", "a secret of the client"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
PROFILE = {"sub": "4711", "preferred_username": "ada", "name": "Ada Lovelace"}


class Provider:
    def __init__(self):
        self.claims, self.info, self.broken, self.asked = dict(PROFILE), None, "", {}
        handler = type("Handler", (Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/realm"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def consent(self, address):
        """What the person's browser does at the provider: the way back to us."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        answer = {"state": self.asked["state"], "code": "a-code"}
        if self.broken == "denied":
            answer = {"state": self.asked["state"], "error": "access_denied"}
        return f"{urlsplit(self.asked['redirect_uri']).path}?{urlencode(answer)}"

    def configuration(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
        }

    def keys(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def id_token(self):
        now = int(time.time())
        claims = {
            "iss": "https://evil.example" if self.broken == "issuer" else self.url,
            "aud": "somebody-else" if self.broken == "audience" else CLIENT_ID,
            "iat": now,
            "exp": now - 600 if self.broken == "expired" else now + 300,
            "nonce": "another" if self.broken == "nonce" else self.asked["nonce"],
            **self.claims,
        }
        if self.broken == "unsigned":
            return jwt.encode(claims, None, algorithm="none")
        if self.broken == "symmetric":
            return jwt.encode(claims, CLIENT_SECRET * 2, algorithm="HS256", headers={"kid": "one"})
        key = OTHER_KEY if self.broken == "signature" else KEY
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "two" if self.broken == "kid" else "one"})

    def token(self, form):
        """Checks what a provider checks: the client, its secret, and that the code's verifier is the one announced."""
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        asked = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "code": "a-code"}
        if any(form[name] != value for name, value in asked.items()) or challenge != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        answer = {"access_token": "t", "token_type": "Bearer", "expires_in": "soon"}
        return answer if self.broken == "no-id-token" else answer | {"id_token": self.id_token()}


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        parts = urlsplit(self.path).path.rpartition("/realm/")[2]
        answers = {
            ".well-known/openid-configuration": self.provider.configuration,
            "keys": self.provider.keys,
            "userinfo": lambda: self.provider.info or self.provider.claims,
        }
        if parts == "authorize":
            return self.lead_back()
        return self.answer(parts, answers[parts])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        return self.answer("token", lambda: self.provider.token(form))

    def lead_back(self):
        asked = dict(parse_qsl(urlsplit(self.path).query))
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"].partition("?")[0] + "?" + self.back(asked))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def back(self, asked):
        return self.provider.consent(self.path).partition("?")[2]

    def answer(self, part, make):
        status, body = 200, None
        match self.provider.broken.partition(" ")[::2]:
            case ("hangs", where) if where in part:
                time.sleep(1.5)
            case ("fails", where) if where in part:
                status = 500
            case ("html", where) if where in part:
                body = b"<h1>Welcome to the wireless network</h1>"
            case ("odd", where) if where in part:
                body = b'["odd"]'
        body = json.dumps(make()).encode() if body is None else body
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the one who asked has given up

    def log_message(self, *args):
        pass
