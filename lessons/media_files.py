"""Where the clean files of pictures and recordings are kept.

A name is the digest of the bytes, so it tells nothing, and never means another file.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.translation import gettext as _

FILE_NAME = r"^([0-9a-f]{64}\.(png|jpg|webp|mp3|m4a|ogg|wav))?$"


class Refused(ValueError):
    """Why bytes are not taken as a picture or recording, in a sentence."""


@dataclass(frozen=True)
class CleanFile:
    content: bytes
    extension: str

    @property
    def name(self) -> str:
        return f"{hashlib.sha256(self.content).hexdigest()}.{self.extension}"


def too_heavy(limit: int) -> str:
    return _("The file has more than %d MB.") % (limit // 1_000_000)


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT, name)


def is_kept(name: str) -> bool:
    return bool(name and re.match(FILE_NAME, name)) and path_of(name).is_file()


def keep(name: str, content: bytes) -> None:
    """Under its name when it is whole and on the disk. What is there under this name is the same file."""
    path = path_of(name)
    if path.is_file():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
