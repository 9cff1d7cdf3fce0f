"""Tags of the reader: inline Markdown, the pieces of a lesson, and figures."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from lessons import figures
from lessons.markup import plain_inline, render_inline, split_slots

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
def inline(source: str) -> SafeString:
    """Inline Markdown as HTML; `render_inline` sanitises."""
    return mark_safe(render_inline(source or ""))  # noqa: S308


@register.filter
def words(source: str) -> str:
    """Inline Markdown as plain words, for attributes and option elements."""
    return plain_inline(source or "")


@register.filter
def pieces(html: str) -> list[dict[str, str]]:
    """A lesson's stored HTML in pieces with `kind` and `value`."""
    return [
        {"kind": kind, "value": mark_safe(value) if kind == "html" else value}  # noqa: S308
        for kind, value in split_slots(html)
    ]


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
