"""Media: pictures that the site itself made (of uploads that it decoded and encoded anew), never files as they came.

A name is the SHA-256 of the content and an extension of `TYPES`: it says what the file is, can't lead out of the
folder, and never means another content, so it may be kept for ever.
"""

TYPES = {"avif": "image/avif", "gif": "image/gif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
NAME = rf"[0-9a-f]{{64}}\.(?:{'|'.join(TYPES)})"
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
