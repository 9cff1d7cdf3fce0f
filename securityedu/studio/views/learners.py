"""The learners whose accounts an instructor made: the list of them, more of them, new slips for them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import RosterForm
from accounts.lists import Bringer, bring_list, give_slips, left_out, list_context, slips_context
from accounts.models import Role, User
from accounts.rules import can_reset, learners_of
from accounts.selectors import own_learners
from securityedu.studio.access import for_instructors

PER_PAGE = 50
MOST_LETTERS = 200
LONGEST_NUMBER = 19  # as a column of numbers holds them


@require_safe
@for_instructors
def index(request):
    said = request.GET.get("q", "")[:MOST_LETTERS].strip()
    learners = own_learners(request.user, said=said, now=timezone.now())
    page = Paginator(learners, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "studio/learners/list.html", {"page": page, "said": said})


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def add(request):
    """A list, or a single name: first looked at, then made. The answer that made them is their slips."""
    form = RosterForm(request.POST or None, request.FILES or None)
    hers = learners_of(request.user, User.objects.all())
    bringer = Bringer(request.user, (Role.LEARNER,), hers, _("your learners"))
    found = bring_list(form, bringer, make="make" in request.POST, now=timezone.now())
    if found.slips:
        messages.success(request, found.made)
        return _slips_page(request, found.slips)
    if found.problem:
        messages.error(request, found.problem)
    context = list_context(form, found.roster) | {"only_learners": True}
    return render(request, "studio/learners/add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def slips(request):
    """Asks whether these people are to have new slips; a POST makes and shows them."""
    sent = request.POST if request.method == "POST" else request.GET
    if "chosen" not in sent:
        messages.warning(request, _("Choose one learner at least."))
        return redirect("studio_learners")
    chosen = _chosen(request.user, set(sent.getlist("chosen")))
    people = [person for person in chosen if can_reset(request.user, person)]
    if len(people) < len(chosen):
        messages.warning(request, left_out(len(chosen) - len(people)))
    if not people:
        return redirect("studio_learners")
    if request.method == "POST":
        return _slips_page(request, give_slips(people, by=request.user, now=timezone.now()))
    return render(request, "studio/learners/ask.html", {"people": people})


def _chosen(instructor, numbers: set[str]) -> list[User]:
    """The people with these numbers; 404 if one of them isn't hers."""
    sound = [number for number in numbers if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER]
    hers = learners_of(instructor, User.objects.filter(pk__in=sound))
    found = list(hers.order_by("display_name", "username"))
    if len(found) < len(numbers):
        raise Http404
    return found


def _slips_page(request, made):
    return render(request, "studio/learners/slips.html", slips_context(made))
