from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from securityedu import contrast
from securityedu.styleguide import building

# All that pages load besides theme.css and site.css.
STYLESHEETS = (
    "reader",
    "contents",
    "course",
    "figures",
    "charts",
    "question",
    "attempt",
    "review",
    "results",
    "dashboard",
)


@login_not_required
@require_safe
def styleguide(request):
    """Every part of the pages in every state, for those who work on them; nobody else knows of it."""
    if not request.user.is_staff:
        raise Http404
    context = building.parts() | {
        "contrasts": {name: contrast.pairs(colours) for name, colours in contrast.schemes().items()},
        "stylesheets": [f"css/{name}.css" for name in (*STYLESHEETS, "styleguide")],
    }
    return render(request, "styleguide/index.html", context)
