"""What tests of a case's file begin with: departments, ways to them, terms of states, and people of departments."""

from datetime import date

from geo.accounts.enums import Role
from permits.cases.models import DecisionTerm, Department, Holiday, ReferralRoute

SINCE = {"valid_from": date(2020, 1, 1), "cites": "test", "status": "test"}


def department(code: str = "heritage", role: Role = Role.CONSULTED) -> Department:
    """Write a department that may be asked by hand: three working days, and the case waits for it."""
    made = Department.objects.create(code=code, name=f"جهة {code}", name_en=code, role=role)
    route(made, "hand", "", working_days=3)
    return made


def route(to: Department, trigger: str, value: str, **facts) -> ReferralRoute:
    """Write a way to a department."""
    usual = {"working_days": 5, "silence": "waits", **SINCE}
    return ReferralRoute.objects.create(trigger=trigger, value=value, department=to, **{**usual, **facts})


def term(state: str, working_days: int, kind: str = "", **facts) -> DecisionTerm:
    """Write the term of a state."""
    return DecisionTerm.objects.create(**{"kind": kind, "state": state, "working_days": working_days, **SINCE, **facts})


def holiday(month: int, day: int, days: int = 1, calendar: str = "gregorian") -> Holiday:
    """Write days off of every year."""
    when = {"calendar": calendar, "month": month, "day": day, "days": days}
    return Holiday.objects.create(code=f"{month}-{day}", name="إجازة", name_en="Day off", **when, **SINCE)
