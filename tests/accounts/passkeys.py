"""A passkey as a browser hands it over when it is made; it can't sign, which tests in a real browser do."""

import json
import secrets
from hashlib import sha256

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def give_passkey(person, name="Phone"):
    return WebAuthn.add(person, name, registration()).instance


def registration(host="localhost"):
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    identity = secrets.token_bytes(16)
    credential = AttestedCredentialData.create(Aaguid.NONE, identity, key)
    data = AuthenticatorData.create(sha256(host.encode()).digest(), FLAGS, 0, credential)
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": f"http://{host}"}
    return {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "response": {
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
