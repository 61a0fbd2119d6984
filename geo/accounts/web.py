"""Pages on which an officer lends his signature for some days, and takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from geo.accounts import selectors
from geo.accounts.enums import Role
from geo.accounts.forms import DelegationForm
from geo.accounts.models import User
from geo.accounts.policies import may_record
from geo.accounts.services import delegate_signature, revoke_delegation
from geo.errors import DomainError, NotAllowed, NotFound, http_status

#: The newest that the list shows.
MOST = 100


def _officer(request: HttpRequest) -> User:
    """Return the signed-in person, who must hold a role himself."""
    person = request.user
    if not isinstance(person, User) or not selectors.own_memberships(person).exists():
        raise NotAllowed
    return person


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the delegations that the person gave, holds, or is head over."""
    person = _officer(request)
    today = timezone.localdate()
    rows = [
        {
            "delegation": one,
            "live": one.revoked_at is None and one.starts_on <= today <= one.ends_on,
            "may_revoke": one.revoked_at is None
            and one.ends_on >= today
            and may_record(person, giver=one.from_user, municipality_id=one.municipality_id),
        }
        for one in selectors.delegations_seen_by(person)[:MOST]
    ]
    return render(request, "accounts/delegations.html", {"rows": rows, "today": today})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST lends the signature, or says why not."""
    person = _officer(request)
    form = DelegationForm(request.POST or None, giver=person)
    status, refusal = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            _give(form, person)
        except DomainError as error:
            status, refusal = http_status(error), error
        else:
            messages.success(request, _("The signature is delegated."))
            return redirect("delegations:list")
    context = {"form": form, "refusal": refusal, "latest": selectors.latest_last_day(timezone.localdate())}
    return render(request, "accounts/delegate.html", context, status=status)


def _give(form: DelegationForm, person: User) -> None:
    sent = form.cleaned_data
    lent = sent["membership"]
    delegate_signature(
        giver=person, delegate=sent["delegate"], role=Role(lent.role), municipality=lent.municipality,
        starts_on=sent["starts_on"], ends_on=sent["ends_on"], reason=sent["reason"],
        decision_number=sent["decision_number"], by=person,
    )  # fmt: skip


@login_required
@require_POST
def revoke(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End a delegation."""
    person = _officer(request)
    found = selectors.delegations_seen_by(person).filter(pk=delegation_id).first()
    if found is None:
        raise NotFound
    revoke_delegation(delegation=found, by=person)
    messages.success(request, _("The delegation is revoked."))
    return redirect("delegations:list")
