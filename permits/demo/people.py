"""Demonstration accounts: one person a role, in the two offices that have land in the sample."""

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.models import Municipality


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account; `place` is where the role holds."""

    username: str
    full_name: str
    role: Role | None
    place: str = ""
    superuser: bool = False


def accounts(old_office: str, planned_office: str, town: str, amana: str) -> list[Account]:
    """Return the accounts for the offices of these codes."""
    return [
        Account("citizen", "مريم بنت علي الصفار", None),
        Account("surveyor", "حسين بن جعفر المسّاح", Role.SURVEYOR, old_office),
        Account("engineer", "م. زينب بنت حسن العوامي", Role.ENGINEER, old_office),
        Account("head", "م. سلمان بن فهد الدوسري", Role.HEAD, old_office),
        Account("engineer2", "م. فاطمة بنت عبدالله الجشي", Role.ENGINEER, planned_office),
        Account("head2", "م. خالد بن سعد القحطاني", Role.HEAD, planned_office),
        Account("surveyor2", "عبدالعزيز بن محمد الشهري", Role.SURVEYOR, planned_office),
        Account("planner", "نورة بنت إبراهيم الخالدي", Role.PLANNER, town),
        Account("committee", "م. أحمد بن يوسف الملحم", Role.COMMITTEE, town),
        Account("survey_manager", "م. تركي بن ناصر العتيبي", Role.SURVEY_MANAGER, town),
        Account("planning_manager", "م. هند بنت صالح الغامدي", Role.PLANNING_MANAGER, town),
        Account("deputy", "م. ماجد بن راشد الزهراني", Role.DEPUTY, town),
        Account("amin", "م. فيصل بن عبدالرحمن المطيري", Role.AMIN, town),
        Account("finance", "هيفاء بنت عبدالمحسن الزامل", Role.FINANCE, amana),
        Account("inspector", "عباس بن محمد آل سعيد", Role.INSPECTOR, town),
        Account("coordinator", "م. بدر بن سلطان العنزي", Role.COORDINATOR, town),
        Account("consulted", "م. رقية بنت حبيب الخنيزي", Role.CONSULTED, town),
        Account("grants", "عادل بن حسين المطرود", Role.GRANTS, town),
        Account("grants2", "سارة بنت وليد الشمري", Role.GRANTS, town),
        Account("admin", "مدير النظام", None, superuser=True),
    ]


def make_accounts(wanted: list[Account], bodies: dict[str, Municipality]) -> dict[str, str]:
    """Create the accounts that are missing; return the passwords of the new ones."""
    passwords = {}
    for account in wanted:
        user, created = User.objects.get_or_create(
            username=account.username,
            defaults={
                "full_name": account.full_name,
                "is_staff": account.superuser,
                "is_superuser": account.superuser,
            },
        )
        if not created:
            continue
        passwords[account.username] = password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        user.set_password(password)
        user.save(update_fields=["password"])
        if account.role:
            Membership.objects.create(
                user=user, role=account.role, municipality=bodies[account.place], starts_on=date(2024, 1, 1)
            )
    return passwords


def _held(path: Path) -> dict[str, str]:
    """Return the passwords in the file of an earlier run."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) == 4}


def write_accounts(path: Path, wanted: list[Account], passwords: dict[str, str]) -> None:
    """Write names, roles and passwords to a file that only its owner can read; keep it when nothing is new.

    A password that an earlier file holds stays in it: nobody else knows it.
    """
    if not passwords:
        return
    known = {**_held(path), **passwords}
    lines = ["# Demonstration accounts of this instance. Sign in at /sign-in/", ""]
    for account in wanted:
        role = account.role.value if account.role else ("administrator" if account.superuser else "citizen")
        lines.append(f"{account.username}\t{known.get(account.username, '(unchanged)')}\t{role}\t{account.place}")
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    path.chmod(0o600)
