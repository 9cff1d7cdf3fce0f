"""Media: pictures under names that the site made, served so that they can be nothing but pictures."""

import pytest

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


def test_head_is_answered_and_post_is_not(client):
    assert client.head(f"/media/{NAME}.png").status_code == 200
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
