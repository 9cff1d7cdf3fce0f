"""Pictures and recordings that somebody brings in, in the admin or the studio: cleaned, and kept at once."""

from types import ModuleType
from typing import Any

from django.utils.translation import gettext_lazy as _

from lessons import media_files, picture_files, recording_files

CLEANERS: dict[str, ModuleType] = {"picture": picture_files, "recording": recording_files}
MISSING = {"picture": _("Choose a picture."), "recording": _("Choose a recording.")}
ACCEPTED = {
    "picture": "image/png,image/jpeg,image/webp,image/gif",
    "recording": "audio/mpeg,audio/mp4,audio/x-m4a,audio/ogg,audio/wav,.mp3,.m4a,.ogg,.opus,.wav",
}
HELP = {
    "picture": _("PNG, JPEG, WebP or GIF, 10 MB at most. It is kept without metadata, at most 1920 pixels wide."),
    "recording": _(
        "MP3, M4A (AAC), Ogg (Vorbis or Opus) or WAV, 20 MB at most. It is kept without names, pictures and other "
        "metadata."
    ),
}


def take_in(upload: Any, kind: str) -> str:
    """The name of the clean file, which is here from now on. Raises media_files.Refused with a sentence."""
    cleaner = CLEANERS[kind]
    if upload.size > cleaner.MAX_BYTES:
        raise media_files.Refused(media_files.too_heavy(cleaner.MAX_BYTES))
    found = cleaner.clean(upload.read())
    media_files.keep(found.name, found.content)
    return found.name
