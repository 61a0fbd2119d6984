"""The page on which the head of an office says whose account a person's is."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geo.accounts.models import User
from geo.accounts.policies import territories_of
from geo.errors import DomainError, NotFound, http_status
from geo.parties.forms import EndForm, LinkForm
from geo.parties.models import IdentityLink, Party
from geo.parties.policies import may_link
from geo.parties.selectors import links_of, party_of_office
from geo.parties.services import end_link, link_identity


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Show a person's account, now and before; a POST links one, or ends the link."""
    party = party_of_office(party_id, territories_of(request.user))
    if party is None or not may_link(request.user, party.municipality_id):
        raise NotFound
    links = list(links_of(party))
    live = next((link for link in links if link.ended_at is None), None)
    form = (EndForm if live else LinkForm)(request.POST or None)
    status, refusal = 400 if form.errors else 200, None
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, party, live, form)
            return redirect("parties:account", party.pk)
        except DomainError as error:
            status, refusal = http_status(error), error
    context = {"party": party, "live": live, "links": links, "form": form, "refusal": refusal}
    return render(request, "parties/account.html", context, status=status)


def _write(request: HttpRequest, party: Party, live: IdentityLink | None, form: LinkForm | EndForm) -> None:
    if not isinstance(request.user, User):
        raise NotFound
    sent = form.cleaned_data
    if live is None:
        link_identity(party=party, account=sent["account"], reason=sent["reason"], by=request.user)
        messages.success(request, _("The account is linked to this person."))
    else:
        end_link(link=live, reason=sent["reason"], by=request.user)
        messages.success(request, _("The link has ended."))
