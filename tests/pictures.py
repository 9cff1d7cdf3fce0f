"""Pictures for tests, made on the spot."""

from io import BytesIO

from PIL import Image


def drawn(mode: str = "RGB", size: tuple[int, int] = (8, 6)) -> Image.Image:
    """With a different colour in each corner, so that a turn shows."""
    image = Image.new("RGB", size, "white")
    image.putpixel((0, 0), (255, 0, 0))
    image.putpixel((size[0] - 1, 0), (0, 0, 255))
    return image.convert(mode)


def encoded(image: Image.Image | None = None, kind: str = "PNG", **options) -> bytes:
    target = BytesIO()
    (image or drawn()).save(target, kind, **options)
    return target.getvalue()


def decoded(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
