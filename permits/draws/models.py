"""Draws of lots: the session, the officials with their sealed secrets, frozen lists, results, and what is published."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.models import User
from geo.municipalities.models import Municipality, in_language
from permits.draws.enums import DrawState, PaperName, PublicForm


class Draw(models.Model):
    """A draw (قرعة): lists that do not change, and a seed that nobody could know before its hour.

    `purpose` names who takes the results. Hashes are SHA-256 in 64 hexadecimal digits (docs/draws.md); empty means not
    yet. `public_due_at` is the hour from which the public value can be known: secrets are revealed before it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    code = models.CharField(_("number of the draw"), max_length=40, unique=True)
    purpose = models.CharField(max_length=20)
    title = models.CharField(pgettext_lazy("draw", "title"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=DrawState, default=DrawState.PREPARED)
    session_at = models.DateTimeField(_("session"))
    public_source = models.CharField(_("public value"), max_length=300)
    public_form = models.CharField(_("how it is written"), max_length=10, choices=PublicForm)
    public_due_at = models.DateTimeField(_("known from"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    entrant_count = models.PositiveIntegerField(_("entrants"))
    lot_count = models.PositiveIntegerField(_("lots"))
    manifest_hash = models.CharField(_("hash of the frozen lists"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    public_value = models.CharField(_("public value"), max_length=64, blank=True)
    public_evidence = models.CharField(_("where it was read"), max_length=300, blank=True)
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(_("drawn"), null=True)
    seal = models.CharField(_("hash of the results with their proof"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("published"), null=True)
    void_reason = models.CharField(_("why it was called off"), max_length=1000, blank=True)
    voided_at = models.DateTimeField(_("called off"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "draw")
        verbose_name_plural = pgettext_lazy("record", "draws")
        ordering = ["-opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(public_source=""), name="draw_says_what_and_by_which_value"
            ),
            models.CheckConstraint(
                condition=models.Q(entrant_count__gte=1, lot_count__gte=1), name="draw_of_somebody_for_something"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-opened_at"], name="draw_of_office")  # Usage: draws of an office
        ]

    def __str__(self) -> str:
        return self.code


class Official(models.Model):
    """Who seals a secret before the session and reveals it in the session; `number` orders them for the seed."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="officials")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.PositiveSmallIntegerField(_("number"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("official"))
    title = models.CharField(pgettext_lazy("draw", "title"), max_length=120)
    commitment = models.CharField(_("sealed"), max_length=64, blank=True)
    committed_at = models.DateTimeField(_("sealed at"), null=True)
    secret = models.CharField(_("secret"), max_length=64, blank=True)
    nonce = models.CharField(_("nonce"), max_length=32, blank=True)
    revealed_at = models.DateTimeField(_("revealed at"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("draw", "official")
        verbose_name_plural = pgettext_lazy("draw", "officials")
        ordering = ["draw", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_official_numbered"),
            models.UniqueConstraint(fields=["draw", "user"], name="draw_official_once"),
            models.UniqueConstraint(
                fields=["draw", "commitment"], condition=~models.Q(commitment=""), name="draw_secret_not_copied"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class DrawEntrant(models.Model):
    """Who takes part: `key` is known to the purpose alone, `ticket` is what everyone sees; `salt` ties the two.

    `position` is the place in the queue, from 0. Smaller priorities are served first, equal ones by chance.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="entrants")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    position = models.PositiveIntegerField(_("place in the queue"))
    key = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    ticket = models.CharField(_("ticket"), max_length=64)
    area_class = models.CharField(_("area class"), max_length=40)
    priority = models.PositiveIntegerField(_("priority"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("draw", "entrant")
        verbose_name_plural = pgettext_lazy("draw", "entrants")
        ordering = ["draw", "position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="draw_entrant_in_one_place"),
            models.UniqueConstraint(fields=["draw", "key"], name="draw_entrant_once"),
            models.UniqueConstraint(fields=["draw", "ticket"], name="draw_ticket_once"),
        ]

    def __str__(self) -> str:
        return self.ticket


class DrawLot(models.Model):
    """What is drawn: `key` for the purpose, `code` for everyone; `facts` are whole numbers that everyone may know."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="lots")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    position = models.PositiveIntegerField(_("place in the list"))
    key = models.CharField(max_length=64)
    code = models.CharField(_("code"), max_length=40)
    area_class = models.CharField(_("area class"), max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = pgettext_lazy("draw", "lot")
        verbose_name_plural = pgettext_lazy("draw", "lots")
        ordering = ["draw", "position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="draw_lot_in_one_place"),
            models.UniqueConstraint(fields=["draw", "key"], name="draw_lot_once"),
            models.UniqueConstraint(fields=["draw", "code"], name="draw_lot_coded_once"),
        ]

    def __str__(self) -> str:
        return self.code


class DrawResult(models.Model):
    """What the draw gave: a turn in a class, and the lot or none. Written once, all of a draw together."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="results")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    area_class = models.CharField(_("area class"), max_length=40)
    turn = models.PositiveIntegerField(_("turn"))
    entrant = models.OneToOneField(DrawEntrant, models.PROTECT, related_name="result", verbose_name=_("entrant"))
    lot = models.OneToOneField(DrawLot, models.PROTECT, null=True, related_name="result", verbose_name=_("lot"))

    class Meta:
        verbose_name = pgettext_lazy("draw", "result")
        verbose_name_plural = pgettext_lazy("draw", "results")
        ordering = ["draw", "area_class", "turn"]
        constraints = [models.UniqueConstraint(fields=["draw", "area_class", "turn"], name="draw_turn_once")]

    def __str__(self) -> str:
        return f"{self.area_class} {self.turn}"


class DrawPaper(models.Model):
    """A file for everyone, in the one form of JSON; written with the step that makes it."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="papers")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    name = models.CharField(_("file"), max_length=10, choices=PaperName)
    content = models.TextField()

    class Meta:
        verbose_name = pgettext_lazy("draw", "file")
        verbose_name_plural = pgettext_lazy("draw", "files")
        constraints = [models.UniqueConstraint(fields=["draw", "name"], name="draw_paper_once")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.name}"


class PublishedDraw(models.Model):
    """What everyone may know of a draw; kept by triggers, nobody else writes.

    `officials` is a list of {"number", "title", "commitment", "secret", "nonce", "committed_at", "revealed_at"}.
    """

    draw_id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    municipality_name = models.CharField(max_length=200)
    municipality_name_en = models.CharField(max_length=200)
    code = models.CharField(_("number of the draw"), max_length=40)
    title = models.CharField(pgettext_lazy("draw", "title"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=DrawState)
    session_at = models.DateTimeField(_("session"))
    public_source = models.CharField(_("public value"), max_length=300)
    public_form = models.CharField(_("how it is written"), max_length=10, choices=PublicForm)
    public_due_at = models.DateTimeField(_("known from"))
    officials = models.JSONField(default=list)
    entrant_count = models.PositiveIntegerField(_("entrants"))
    lot_count = models.PositiveIntegerField(_("lots"))
    manifest_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(null=True)
    public_value = models.CharField(max_length=64)
    public_evidence = models.CharField(max_length=300)
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(null=True)
    seal = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=1000)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("published draw")
        verbose_name_plural = _("published draws")
        ordering = ["-session_at", "draw_id"]
        constraints = [models.UniqueConstraint(fields=["code"], name="published_draw_code")]  # Usage: draws under /api/

    def __str__(self) -> str:
        return self.code

    @property
    def local_municipality(self) -> str:
        """Return the name of the office in the language of the reader."""
        return in_language(self.municipality_name, self.municipality_name_en)

    @property
    def stem(self) -> str:
        """Return the number of the draw as files bear it."""
        return self.code.replace("/", "-")

    @property
    def sealed(self) -> list[dict[str, Any]]:
        """Return the officials whose secrets are sealed."""
        return [each for each in self.officials if each["commitment"]]

    @property
    def revealed(self) -> list[dict[str, Any]]:
        """Return the officials whose secrets are revealed."""
        return [each for each in self.officials if each["secret"]]
