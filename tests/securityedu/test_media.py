"""Media: pictures under names that the site made, served so that they can be nothing but pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from securityedu.media import part_of, read_part

NAME = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / f"{NAME}.png").write_bytes(b"picture")
    return settings.MEDIA_ROOT


def test_picture_is_served_as_a_picture_and_nothing_else(client):
    response = client.get(f"/media/{NAME}.png")
    assert response.status_code == 200
    assert response.getvalue() == b"picture"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Disposition"].startswith("inline")
    assert not response.cookies


@pytest.mark.django_db
def test_head_is_answered_and_post_is_not(client):
    response = client.head(f"/media/{NAME}.png")
    response.close()
    assert response.status_code == 200
    assert client.post(f"/media/{NAME}.png").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../secret_key", "..%2fsecret_key", "%2e%2e/secret_key", "folder", "folder/", ".hidden"),
        *(f"{NAME}.svg", f"{NAME}.html", f"{NAME}.PNG", f"{NAME}.png/", f"{NAME}.png%00", f"{NAME}.png%0a", NAME),
        *(f"./{NAME}.png", f"folder/{NAME}.png", f"{NAME}.gif", f"{'f' * 64}.png"),
    ],
)
def test_every_other_name_is_not_found(client, media, name):
    (media.parent / "secret_key").write_text("secret")
    (media / "folder").mkdir()
    (media / ".hidden").write_text("secret")
    (media / f"{NAME}.svg").write_text("<svg/>")
    (media / f"{NAME}.gif").mkdir()
    (media / "folder" / f"{NAME}.png").write_text("secret")
    response = client.get(f"/media/{name}", follow=True)
    assert response.status_code in (404, 400)


@pytest.mark.parametrize(("ending", "kind"), [("ogg", "audio/ogg"), ("m4a", "audio/mp4"), ("wav", "audio/wav")])
def test_recording_has_the_type_that_its_ending_says(client, media, ending, kind):
    (media / f"{NAME}.{ending}").write_bytes(b"0123456789")
    response = client.get(f"/media/{NAME}.{ending}")
    assert (response.getvalue(), response["Content-Type"]) == (b"0123456789", kind)


@pytest.mark.parametrize(
    ("header", "status", "content", "told"),
    [
        ("bytes=0-", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        *((header, 200, b"0123456789", None) for header in ("bytes=5-2", "bytes=0-1,3-4", "bytes=-", "bits=0-1", "x")),
    ],
)
def test_player_gets_the_part_that_it_asks_for(client, media, header, status, content, told):
    (media / f"{NAME}.mp3").write_bytes(b"0123456789")
    response = client.get(f"/media/{NAME}.mp3", headers={"range": header})
    assert (response.status_code, response.getvalue(), response.get("Content-Range")) == (status, content, told)
    assert response["Accept-Ranges"] == "bytes" and response["X-Content-Type-Options"] == "nosniff"
    if content:
        assert (response["Content-Type"], response["Content-Length"]) == ("audio/mpeg", str(len(content)))


@given(st.text(st.sampled_from("bytes=0129-, "), max_size=20), st.integers(0, 200))
def test_any_range_is_a_part_of_the_file(header, size):
    part = part_of(header, size)
    assert part is None or not part or 0 <= part.start < part.stop <= size


def test_large_part_is_sent_whole(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 1000)
    assert b"".join(read_part(path, range(5, 200_000))) == path.read_bytes()[5:200_000]
