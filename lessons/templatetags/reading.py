"""Tags of the reader: inline Markdown, the pieces of a lesson, and figures."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from lessons import boxes, figures, pictures, recordings
from lessons.markup import NO_PICTURES, render_inline
from lessons.rich import plain, plain_rich, render_rich
from lessons.slots import split_slots

register = template.Library()

VERDICTS = {
    "supported": _("Supported"),
    "incomplete": _("Incomplete"),
    "imprecise": _("Imprecise"),
    "misleading": _("Misleading"),
    "outdated": _("Outdated"),
    "vague": _("Too vague to check"),
    "overclaim": _("Claims too much"),
    "promotional": _("Promotional"),
    "opinion": _("An opinion"),
}


@register.filter
def inline(source: str, shown: pictures.Shown = NO_PICTURES) -> SafeString:
    """Inline Markdown as HTML, with the pictures that are `shown`; `render_inline` sanitises."""
    return embedded(render_inline(source or ""), shown)


@register.filter
def rich(source: str, shown: pictures.Shown = NO_PICTURES) -> SafeString:
    """A text that may have blocks as HTML, with the pictures and recordings that are `shown`."""
    return embedded(render_rich(str(source or "")).html, shown)


@register.filter
def has_blocks(source: str) -> bool:
    """Whether `rich` makes more of it than a line: where only a line is valid, ask first."""
    return render_rich(str(source or "")).blocks


@register.filter
def words(source: str, shown: pictures.Shown = NO_PICTURES) -> str:
    """A text as plain words, for attributes and option elements."""
    return plain_rich(str(source or ""), shown)


@register.filter
def asks(source: str, shown: pictures.Shown = NO_PICTURES) -> str:
    """The words of a text's paragraphs, which name what belongs to it; those of all where it has none."""
    found = render_rich(str(source or ""))
    return plain(found.asks or found.html, shown)


@register.filter
def pieces(text) -> list[dict[str, str]]:
    """The stored HTML of a lesson or page in pieces with `kind` and `value`."""
    shown = text.apparatus.get("pictures", NO_PICTURES)
    return [
        {"kind": kind, "value": embedded(value, shown) if kind == "html" else value}
        for kind, value in split_slots(text.html)
    ]


def embedded(html: str, shown: pictures.Shown) -> SafeString:
    """HTML that was sanitised, with its pictures, recordings and boxes."""
    if " data-" in html:
        html = boxes.fill(html, {"table": _("Table"), "code": _("Code"), "formula": _("Formula")})
        html = recordings.fill(html, shown, settings.MEDIA_URL, _("Transcript"))
        html = pictures.fill(html, shown, settings.MEDIA_URL)
    return mark_safe(html)  # noqa: S308


@register.filter
def lead_figure(text) -> str:
    """The key of a text's first figure, which the course's page draws at its head; empty when it has none."""
    return next((value for kind, value in split_slots(text.html) if kind == "figure"), "") if text else ""


@register.filter
def day(text: str) -> str:
    """A day in ISO form, as it stands in stored data, with the month written out, as sources date themselves."""
    return date_format(date.fromisoformat(text), "j F Y")


@register.filter
def language(code: str) -> str:
    """The name of a language that is given by its code; anything else stays as it is."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


@register.filter
def verdict(key: str) -> str:
    return VERDICTS.get(key, key)


@register.filter
def item(mapping, key):
    """`mapping[key]`, or nothing: templates can't look up by a variable."""
    return mapping.get(key) if mapping else None


@register.inclusion_tag("lessons/figures/figure.html")
def figure(apparatus, key):
    """The figure as it was stored with the text, drawn by the template of its kind."""
    data = apparatus.get("figures", {}).get(key)
    if data is None:
        return {"figure": None}
    context = {"figure": data, "key": key, "template": f"lessons/figures/{data['kind']}.html"}
    if data["kind"] == "bar_chart":
        context["bars"] = figures.bars(data)
    elif data["kind"] == "tree":
        context["nodes"] = figures.tree(data)
    elif data["kind"] == "tile_map":
        context["map"] = figures.tile_map(data)
    return context
