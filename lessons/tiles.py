"""Where each country stands on the tile map of Europe: column and row of a grid, one tile each.

The places are our own sketch of the map: neighbours touch where that is possible. Names come from the template's
translations by code.
"""

from django.utils.translation import gettext_lazy as _

TILES: dict[str, tuple[int, int]] = {
    "US": (0, 3), "CA": (0, 2),
    "IS": (2, 0), "NO": (6, 0), "SE": (7, 0), "FI": (8, 0),
    "IE": (2, 2), "GB": (3, 2), "DK": (6, 1), "EE": (9, 1), "LV": (9, 2), "LT": (9, 3), "RU": (10, 1),
    "NL": (5, 2), "BE": (4, 3), "LU": (5, 3), "DE": (6, 2), "PL": (7, 2), "BY": (10, 2),
    "FR": (4, 4), "CH": (5, 4), "AT": (6, 4), "CZ": (6, 3), "SK": (7, 3), "UA": (10, 3),
    "PT": (2, 5), "ES": (3, 5), "IT": (5, 5), "SI": (6, 5), "HU": (7, 4), "RO": (8, 4), "MD": (9, 4),
    "HR": (7, 5), "RS": (8, 5), "BG": (9, 5), "BA": (7, 6), "XK": (8, 6), "MK": (9, 6), "GE": (11, 4),
    "ME": (7, 7), "AL": (8, 7), "GR": (9, 7), "TR": (10, 6), "AM": (11, 5), "AZ": (12, 5),
    "MT": (5, 8), "CY": (11, 8),
}  # fmt: skip

NAMES = {
    "AL": _("Albania"), "AM": _("Armenia"), "AT": _("Austria"), "AZ": _("Azerbaijan"),
    "BA": _("Bosnia and Herzegovina"),
    "BE": _("Belgium"), "BG": _("Bulgaria"), "BY": _("Belarus"), "CA": _("Canada"), "CH": _("Switzerland"),
    "CY": _("Cyprus"), "CZ": _("Czechia"), "DE": _("Germany"), "DK": _("Denmark"), "EE": _("Estonia"), "ES": _("Spain"),
    "FI": _("Finland"), "FR": _("France"), "GB": _("United Kingdom"), "GE": _("Georgia"), "GR": _("Greece"),
    "HR": _("Croatia"), "HU": _("Hungary"), "IE": _("Ireland"), "IS": _("Iceland"), "IT": _("Italy"),
    "LT": _("Lithuania"), "LU": _("Luxembourg"), "LV": _("Latvia"), "MD": _("Moldova"), "ME": _("Montenegro"),
    "MK": _("North Macedonia"), "MT": _("Malta"), "NL": _("Netherlands"), "NO": _("Norway"), "PL": _("Poland"),
    "PT": _("Portugal"), "RO": _("Romania"), "RS": _("Serbia"), "RU": _("Russia"), "SE": _("Sweden"),
    "SI": _("Slovenia"), "SK": _("Slovakia"), "TR": _("Türkiye"), "UA": _("Ukraine"), "US": _("United States"),
    "XK": _("Kosovo"),
}  # fmt: skip
