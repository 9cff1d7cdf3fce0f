"""Files of pictures: bytes that somebody brings in, clean bytes or a refusal out; and where the clean ones are kept.

What a file is, decoding decides, not its name. A clean file holds pixels and nothing else: no metadata, no place where
it was taken, no second file behind the first. Its name is the digest of its bytes, so it tells nothing, and a name
never means another picture.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from lessons.bare import is_bare

MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
MAX_SIDE = 1920  # a lesson's column at twice its width, with room
HEAVY = 700_000  # a PNG above it is most likely a photograph, which WebP holds in a tenth
FILE_NAME = r"^([0-9a-f]{64}\.(png|jpg|webp))?$"
_EXTENSIONS = {"PNG": "png", "GIF": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp"}


class Refused(ValueError):
    """Why bytes are not taken as a picture, in a sentence."""


@dataclass(frozen=True)
class PictureFile:
    """Clean bytes."""

    content: bytes
    extension: str

    @property
    def name(self) -> str:
        return f"{hashlib.sha256(self.content).hexdigest()}.{self.extension}"


def clean(data: bytes) -> PictureFile:
    """The picture decoded, turned upright, held in MAX_SIDE and encoded anew. Raises Refused for anything else."""
    image = _decoded(data)
    extension = _EXTENSIONS[str(image.format)]
    try:
        return _encoded(_flat(image), extension)
    except Exception as error:
        raise Refused(_("The file is cut off or damaged.")) from error


def settled(data: bytes) -> PictureFile:
    """The same for a course's files; but a file that is clean already stays as it is, byte by byte.

    Encoding a JPEG again would change it a little with every load.
    """
    image = _decoded(data)
    kind = str(image.format)
    if is_bare(data, kind) and max(image.size) <= MAX_SIDE:
        return PictureFile(data, _EXTENSIONS[kind])
    return clean(data)


def _decoded(data: bytes) -> Image.Image:
    """The whole picture in memory, checked before it is unpacked."""
    if len(data) > MAX_BYTES:
        raise Refused(too_heavy())
    if b"<svg" in data[:4096].lower():
        raise Refused(_("SVG can hold programs, so it is not taken. Save the picture as PNG or WebP."))
    image = _opened(data)
    if image.width * image.height > MAX_PIXELS:
        raise Refused(_too_many())
    if getattr(image, "is_animated", False) and image.format != "MPO":  # an MPO has the same picture in two sizes
        raise Refused(_("The picture moves. Lessons take still ones: save one of its frames."))
    try:
        image.load()
    except Exception as error:
        raise Refused(_("The file is cut off or damaged.")) from error
    return image


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_many()) from error
    except Exception as error:  # decoders of broken files raise whatever they stumble over
        raise Refused(_("This is no picture that can be read here: take PNG, JPEG, WebP or GIF.")) from error


def too_heavy() -> str:
    return _("The file has more than %d MB.") % (MAX_BYTES // 1_000_000)


def _too_many() -> str:
    return _("The picture has more than %d million pixels: make it smaller.") % (MAX_PIXELS // 1_000_000)


def _flat(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, eight bits a channel, at most MAX_SIDE wide and high; nothing is left but pixels."""
    ImageOps.exif_transpose(image, in_place=True)
    image = _plain(_in_srgb(image))
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    image.info = {}
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as the file's profile means them: without it, those of a phone or a printer would look pale."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    return found or image


def _plain(image: Image.Image) -> Image.Image:
    """In one of the modes L, RGB and RGBA."""
    if image.mode.startswith("I"):  # 16 bits: the upper eight
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image if image.getextrema()[3] != (255, 255) else image.convert("RGB")
    return image.convert("L" if image.mode in {"1", "L", "F"} else "RGB")


def _encoded(image: Image.Image, extension: str) -> PictureFile:
    if extension == "jpg":
        return PictureFile(_saved(image, "JPEG", quality=85, optimize=True, progressive=True), "jpg")
    if extension == "png":
        content = _saved(image, "PNG")
        if len(content) <= HEAVY:
            return PictureFile(content, "png")
    return PictureFile(_saved(image, "WEBP", quality=85, method=4), "webp")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


# --- where clean files are kept --------------------------------------------------------------------------------------


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT, name)


def is_kept(name: str) -> bool:
    return bool(name and re.match(FILE_NAME, name)) and path_of(name).is_file()


def keep(name: str, content: bytes) -> None:
    """Under its name when it is whole and on the disk. What is there under this name is the same picture."""
    path = path_of(name)
    if path.is_file():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def size_of(name: str) -> tuple[int, int]:
    """Width and height of a file that is kept."""
    with Image.open(path_of(name)) as image:
        return image.size
