"""What a browser without scripts would send back of a page's editor, as it stands."""

from html.parser import HTMLParser

from django.http import QueryDict

TICKED = ("checkbox", "radio")


class _Editor(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.inside = False
        self.text: list[str] | None = None
        self.options: list[tuple[str, bool]] = []
        self.name = ""

    def handle_starttag(self, tag, attrs):
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = about.get("id") == "editor"
        if not self.inside:
            return
        if tag == "input" and "name" in about and (about.get("type") not in TICKED or "checked" in about):
            self.found.append((about["name"], about.get("value", "")))
        elif tag == "textarea":
            self.name, self.text = about["name"], []
        elif tag == "select":
            self.name, self.options = about["name"], []
        elif tag == "option":
            self.options.append((about.get("value", ""), "selected" in about))

    def handle_data(self, data):
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.text is not None:
            self.found.append((self.name, "".join(self.text).removeprefix("\n")))
            self.text = None
        elif tag == "select" and self.inside and self.options:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.found.append((self.name, chosen[0]))


def fields_of(response) -> QueryDict:
    """The fields of the form with the id "editor", in their order. The preview's fields are among them."""
    parser = _Editor()
    parser.feed(response.content.decode())
    data = QueryDict(mutable=True)
    for name, value in parser.found:
        data.appendlist(name, value)
    return data


def send(client, url: str, data: QueryDict, **changes):
    """Post these fields with some of them changed; a list stands for several values of one name."""
    data = data.copy()
    for name, value in changes.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return client.post(url, data.urlencode(), content_type="application/x-www-form-urlencoded")
