"""Pages of bills and differences, and the address at which the biller tells payments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed, NotFound, TooLarge, http_status
from geo.municipalities.middleware import unscoped
from geo.municipalities.scope import territory
from permits.cases.flow import flows
from permits.cases.pages import signed_in
from permits.payments import selectors
from permits.payments.biller import current_biller
from permits.payments.enums import BillState, Outcome
from permits.payments.errors import NotSigned
from permits.payments.forms import FileForm, ResolveForm
from permits.payments.models import Bill, Discrepancy, Reconciliation
from permits.payments.policies import bill_territories, may_reconcile, may_resolve
from permits.payments.receiving import take_notice
from permits.payments.reconciling import reconcile_day
from permits.payments.services import resolve_discrepancy

PAGE = 30
#: Bytes of a message that tells one payment.
LARGEST_NOTICE = 16 * 1024


@unscoped
@csrf_exempt
@require_POST
def notifications(request: HttpRequest) -> HttpResponse:
    """Take a payment that the biller tells; signed, in the form of docs/payments.md. Opens its own territory."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_NOTICE:
            raise TooLarge
        taken = take_notice(request.body, request.headers)
    except DomainError as error:
        status = 401 if isinstance(error, NotSigned) else http_status(error)
        return JsonResponse({"error": error.code}, status=status)
    status = 409 if taken.outcome == Outcome.CONFLICT else 200
    return JsonResponse({"outcome": taken.outcome.value, "again": taken.again}, status=status)


def _reader(request: HttpRequest) -> tuple[User, tuple[int, ...]]:
    """Return who reads lists of bills, and of which places. Errors: NotAllowed."""
    person = signed_in(request)
    places = bill_territories(person)
    if not places:
        raise NotAllowed
    return person, places


@login_required
@never_cache
@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    """List the bills of the person's places, the latest first; `?state=` one state."""
    person, places = _reader(request)
    found = selectors.visible_bills().filter(municipality_id__in=places)
    state = request.GET.get("state", "")
    if state in BillState:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [each for each in BillState if each != BillState.DRAFT],
        "open_differences": selectors.open_discrepancies().filter(municipality_id__in=places).count(),
        "may_reconcile": may_reconcile(person),
    }
    return render(request, "payments/bills.html", context)


@login_required
@never_cache
@require_safe
def bill(request: HttpRequest, number: str) -> HttpResponse:
    """Show a bill with every line explained: to the office, and to whoever is billed."""
    found = selectors.bill_numbered(number)
    with territory([found.municipality_id]):
        context = {
            "bill": found,
            "page": flows[found.case.kind].page,
            "fee": found.fee,
            "lines": list(found.fee.lines.all()),
            "events": list(found.events.select_related("taken_by")),
            "differences": _differences_for(request, found),
            "notices": list(found.notices.order_by("received_at")),
        }
    return render(request, "payments/bill.html", context)


def _differences_for(request: HttpRequest, bill: Bill) -> list[Discrepancy]:
    """Return what does not agree about a bill, to those who see lists of its place."""
    if bill.municipality_id not in bill_territories(request.user):
        return []
    return list(bill.discrepancies.all())


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def differences(request: HttpRequest) -> HttpResponse:
    """List what a person must look at; a POST writes down what was done about one."""
    person, places = _reader(request)
    found = selectors.open_discrepancies().filter(municipality_id__in=places)
    form, chosen = ResolveForm(request.POST or None), None
    if request.method == "POST":
        chosen = get_object_or_404(Discrepancy, pk=_key(request.POST.get("difference", "")), municipality_id__in=places)
        if not may_resolve(person, chosen.municipality_id):
            raise NotAllowed
        if form.is_valid():
            resolve_discrepancy(discrepancy=chosen, by=person, resolution=form.cleaned_data["resolution"])
            messages.success(request, _("What was done is kept with the difference."))
            return redirect("payments:differences")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [{"difference": each, "may": may_resolve(person, each.municipality_id)} for each in page]
    context = {"rows": rows, "page": page, "form": form, "chosen": chosen}
    return render(request, "payments/differences.html", context, status=400 if form.errors else 200)


def _key(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise NotFound
    return int(typed)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Show what was reconciled; a POST takes in the biller's file of a day."""
    person = signed_in(request)
    if not may_reconcile(person):
        raise NotAllowed
    form = FileForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        day, content = form.cleaned_data["day"], form.cleaned_data["file"]
        try:
            done = reconcile_day(biller=current_biller(), day=day, content=content, by=person)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("The file is compared: %(agree)s agree.") % {"agree": done.matched})
            return redirect("payments:reconciliation")
    context = {"form": form, "refusal": refusal, "done": Reconciliation.objects.all()[:PAGE]}
    status = http_status(refusal) if refusal else (400 if form.errors else 200)
    return render(request, "payments/reconciliation.html", context, status=status)
