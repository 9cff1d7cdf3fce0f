"""Files of pictures: bytes that somebody brings in, clean bytes or a refusal out.

What a file is, decoding decides, not its name. A clean file holds pixels and nothing else: no metadata, no place where
it was taken, no second file behind the first.
"""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from lessons.bare import is_bare
from lessons.media_files import CleanFile, Refused, path_of, too_heavy

MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
MAX_SIDE = 1920  # a lesson's column at twice its width, with room
HEAVY = 700_000  # a PNG above it is most likely a photograph, which WebP holds in a tenth
_EXTENSIONS = {"PNG": "png", "GIF": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp"}


def clean(data: bytes) -> CleanFile:
    """The picture decoded, turned upright, held in MAX_SIDE and encoded anew. Raises Refused for anything else."""
    image = _decoded(data)
    extension = _EXTENSIONS[str(image.format)]
    try:
        return _encoded(_flat(image), extension)
    except Exception as error:
        raise Refused(_("The file is cut off or damaged.")) from error


def settled(data: bytes) -> CleanFile:
    """The same for a course's files; but a file that is clean already stays as it is, byte by byte.

    Encoding a JPEG again would change it a little with every load.
    """
    image = _decoded(data)
    kind = str(image.format)
    if is_bare(data, kind) and max(image.size) <= MAX_SIDE:
        return CleanFile(data, _EXTENSIONS[kind])
    return clean(data)


def _decoded(data: bytes) -> Image.Image:
    """The whole picture in memory, checked before it is unpacked."""
    if len(data) > MAX_BYTES:
        raise Refused(too_heavy(MAX_BYTES))
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


def _encoded(image: Image.Image, extension: str) -> CleanFile:
    if extension == "jpg":
        return CleanFile(_saved(image, "JPEG", quality=85, optimize=True, progressive=True), "jpg")
    if extension == "png":
        content = _saved(image, "PNG")
        if len(content) <= HEAVY:
            return CleanFile(content, "png")
    return CleanFile(_saved(image, "WEBP", quality=85, method=4), "webp")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def size_of(name: str) -> tuple[int, int]:
    """Width and height of a file that is kept."""
    with Image.open(path_of(name)) as image:
        return image.size
