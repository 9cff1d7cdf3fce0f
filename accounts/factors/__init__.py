"""Two-step sign-in: authenticator apps, passkeys and recovery codes, on top of allauth.mfa."""
