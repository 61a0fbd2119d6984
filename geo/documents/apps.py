"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The archive: papers filed beside records."""

    name = "geo.documents"
    label = "documents"
    verbose_name = _("Documents")
