"""Files of recordings: bytes that somebody brings in, clean bytes or a refusal out.

What a file is, its structure decides, not its name. A clean file holds sound and what it takes to play it: it is put
together anew of the parts that are known (`audio`), so that nothing else comes along: no name, no place, no picture.
"""

from django.utils.translation import gettext as _

from lessons import audio
from lessons.media_files import CleanFile, Refused, too_heavy

MAX_BYTES = 20_000_000  # twenty minutes of speech and more, as MP3


def clean(data: bytes) -> CleanFile:
    """The sound and nothing else; a clean file stays as it is, byte by byte. Raises Refused for anything else."""
    if len(data) > MAX_BYTES:
        raise Refused(too_heavy(MAX_BYTES))
    try:
        found = audio.sound_only(data)
    except audio.Damaged as error:
        raise Refused(_("The file is cut off or damaged.")) from error
    if found is None:
        raise Refused(_("This is no recording that can be read here: take MP3, M4A (AAC), Ogg (Vorbis, Opus) or WAV."))
    return CleanFile(*found)
