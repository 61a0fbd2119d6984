"""The simulator's page: where one pays a bill by its number, without money. Demonstration and development only."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.middleware import unscoped
from permits.payments import simulator
from permits.payments.biller import current_biller
from permits.payments.forms import PayForm


@unscoped
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Find a bill by its number, pay it, tell its payment again. Knows only what was uploaded."""
    if not simulator.is_running():
        raise NotFound
    form = PayForm(request.POST or (request.GET if "number" in request.GET else None))
    context = {"form": form, "today": timezone.localdate()}
    if not form.is_bound or not form.is_valid():
        return render(request, "payments/simulator.html", context, status=400 if form.errors else 200)
    number, amount = form.cleaned_data["number"], form.cleaned_data["amount"]
    try:
        if request.method == "POST":
            context["taken"] = simulator.pay(number, amount=amount)
        context["bill"] = simulator.bill_at(number)
    except DomainError as error:
        return render(request, "payments/simulator.html", {**context, "refusal": error}, status=http_status(error))
    return render(request, "payments/simulator.html", context)


@unscoped
@never_cache
@require_safe
def day(request: HttpRequest, day: date) -> HttpResponse:
    """Answer the simulator's file of a day, as the register would fetch it."""
    if not simulator.is_running():
        raise NotFound
    response = HttpResponse(current_biller().daily_file(day), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="payments-{day.isoformat()}.csv"'
    return response
