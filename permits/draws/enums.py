"""States of a draw, and the forms that a public value may have."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DrawState(models.TextChoices):
    """Where a draw stands; each state follows the one above it, and all but the last three may be called off."""

    PREPARED = "prepared", pgettext_lazy("draw", "Prepared")  # مُعَدّة
    COMMITTED = "committed", pgettext_lazy("draw", "Secrets sealed")  # أُودعت البصمات
    FROZEN = "frozen", pgettext_lazy("draw", "Lists frozen")  # جُمدت القوائم
    REVEALED = "revealed", pgettext_lazy("draw", "Secrets revealed")  # كُشفت الأسرار
    DRAWN = "drawn", pgettext_lazy("draw", "Drawn")  # أُجريت القرعة
    PUBLISHED = "published", pgettext_lazy("draw", "Results published")  # نُشرت النتائج
    VOID = "void", pgettext_lazy("draw", "Called off")  # أُلغيت


#: The way of a draw, in order.
WAY = (
    DrawState.PREPARED, DrawState.COMMITTED, DrawState.FROZEN, DrawState.REVEALED, DrawState.DRAWN,
    DrawState.PUBLISHED,
)  # fmt: skip
#: Results are known.
KNOWN = frozenset({DrawState.DRAWN, DrawState.PUBLISHED})


class PublicForm(models.TextChoices):
    """How a public value is written, to the character, so that who types it has nothing to choose."""

    DECIMAL = "decimal2", _("A number with two decimals, as 11432.07")  # رقم بمنزلتين عشريتين
    HEXADECIMAL = "hex64", _("64 hexadecimal digits, as a public beacon gives them")  # ٦٤ خانة ست عشرية

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what a value of this form looks like; the database holds the same."""
        return _PATTERNS[self]


_PATTERNS = {
    PublicForm.DECIMAL: re.compile(r"(0|[1-9][0-9]{0,11})\.[0-9]{2}"),
    PublicForm.HEXADECIMAL: re.compile(r"[0-9a-f]{64}"),
}


class PaperName(models.TextChoices):
    """Files that everyone can take along."""

    FROZEN = "frozen", _("Frozen lists")  # القوائم المجمدة
    PROOF = "proof", _("Results with their proof")  # النتائج مع إثباتها
