# shellcheck shell=bash
# Sourced by setup and serve, which have gone to the root of the checkout.

say() { printf '· %s\n' "$*" >&2; }

fail() {
  printf 'securityedu: %s\n' "$*" >&2
  exit 1
}
