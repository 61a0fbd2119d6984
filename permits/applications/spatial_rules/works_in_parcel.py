"""Works that are no building lie within the parcel, and clear of restricted land."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from permits.applications.spatial_rules import footprint_clear_of_masks as masks
from permits.applications.spatial_rules import footprint_in_parcel as within
from permits.applications.spatial_rules.footprint_clear_of_masks import FootprintClearOfMasks
from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel


class WorksInParcel(FootprintInParcel):
    """No part of the works lies on a neighbour's land or on the street."""

    code = "works_in_parcel"
    title = _("The works lie within the parcel")
    hint = _("Draw the works inside the boundary.")

    def judge(self, facts: within.Facts) -> Finding:
        """As of a building; said of works."""
        found = super().judge(facts)
        if found.answer == Answer.YES:
            return replace(found, message=_("All works lie within the parcel."))
        if facts.area_m2 <= 0:
            return replace(found, message=_("No works were drawn."))
        if facts.all_outside:
            return replace(found, message=_("All works lie outside the parcel."))
        return replace(found, message=_("A part of the works lies outside the parcel."))


class WorksClearOfMasks(FootprintClearOfMasks):
    """Nothing is done in a flood channel, on expropriated land, in an energy risk zone; heritage is a department's."""

    code = "works_clear_of_masks"
    title = _("The works are clear of flood channels and restricted land")
    hint = _("Keep the works out of the restricted part, or ask the department that answers for the restriction.")

    def judge(self, facts: masks.Facts) -> Finding:
        """As of a building; said of works."""
        found = super().judge(facts)
        if found.answer == Answer.NO:
            return replace(found, message=_("A part of the works lies in a restricted area."))
        if facts.noted:
            return replace(found, message=_("The works lie in a heritage area: its department is asked."))
        return found
