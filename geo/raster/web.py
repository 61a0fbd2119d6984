"""Pages of pictures for those who bring them: sending, how far the drawing is, who sees it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, InvalidInput, NotAllowed, http_status
from geo.exchange.reading.limits import MIB
from geo.municipalities.models import Municipality
from geo.raster import selectors, services
from geo.raster.enums import ImageAudience, ImageState
from geo.raster.errors import MayNotPublish
from geo.raster.forms import ImageForm
from geo.raster.policies import may_publish, offices_of
from geo.raster.reading.limits import PictureLimits

_PAGE = 50


def person_of(request: HttpRequest) -> User:
    """Return who is signed in. Errors: NotAllowed."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user


def offices_for(request: HttpRequest) -> list[Municipality]:
    """Return the bodies for which the reader may send pictures. Errors: NotAllowed where there is none."""
    offices = offices_of(person_of(request))
    if not offices:
        raise NotAllowed
    return offices


def check_audience(person: User, audience: ImageAudience, municipality_id: int) -> None:
    """Refuse a picture for everyone from who may not show one. Errors: MayNotPublish."""
    if audience == ImageAudience.PUBLIC and not may_publish(person, municipality_id):
        raise MayNotPublish


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the pictures and scans of the reader's territories, in every state."""
    offices_for(request)
    page = Paginator(selectors.images().defer("geom", "geom_3857"), _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "scans": selectors.scans()[:_PAGE]}
    return render(request, "raster/images.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the form that sends a picture, and take what it sends."""
    offices, posted = offices_for(request), request.method == "POST"
    form = ImageForm(request.POST if posted else None, request.FILES if posted else None, offices=offices)
    context: dict[str, Any] = {"form": form, "most_mb": PictureLimits().upload // MIB}
    if not posted:
        return render(request, "raster/add.html", context)
    if not form.is_valid():
        return render(request, "raster/add.html", context, status=400)
    try:
        image = _received(request, form)
    except DomainError as error:
        return render(request, "raster/add.html", {**context, "refusal": str(error)}, status=http_status(error))
    return redirect("raster:image", pk=image.pk)


def _received(request: HttpRequest, form: ImageForm) -> Any:
    person, office, about = person_of(request), form.office(), form.about()
    check_audience(person, about.audience, office.pk)
    upload = form.cleaned_data["file"]
    return services.receive_image(
        content=upload.file, name=upload.name, office=office, by=person, request_id=form.cleaned_data["request_id"],
        about=about,
    )  # fmt: skip


@never_cache
@login_required
@require_safe
def image(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a picture: how far it is, what is known of it, how desktop programs reach it."""
    found = selectors.image_of(pk)
    context: dict[str, Any] = {"image": found, "may_publish": may_publish(request.user, found.municipality_id)}
    if found.state == ImageState.READY:
        one = request.build_absolute_uri(reverse("imagery:tile", args=[found.pk, 0, 0, 0]))
        context["tiles"] = one.replace("/0/0/0.", "/{z}/{x}/{y}.")
        context["wmts"] = request.build_absolute_uri(reverse("imagery:capabilities"))
    return render(request, "raster/image.html", context)


@login_required
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change who sees a picture, or withdraw it."""
    found, person = selectors.image_of(pk), person_of(request)
    if not may_publish(person, found.municipality_id):
        raise MayNotPublish
    wanted = request.POST.get("audience", "")
    if wanted == "withdraw":
        services.withdraw_image(image=found, by=person)
        messages.success(request, _("The picture is withdrawn: nobody sees its tiles any more."))
    elif wanted in ImageAudience.values:
        services.show_image(image=found, audience=ImageAudience(wanted), by=person)
        messages.success(request, _("Who sees the picture has been changed."))
    else:
        raise InvalidInput
    return redirect("raster:image", pk=found.pk)
