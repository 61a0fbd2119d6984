"""Checks a draw of lots from its published file, without the system that held it and without a network.

    python3 verify_draw.py proof.json [--manifest HASH] [--ticket TICKET [--key KEY --salt SALT]]

Python 3.9 or later and nothing else. HASH is what was written down when the lists were frozen: without it the file is
only shown to agree with itself. The exit code is 0 when all holds and 1 when anything differs. What is computed here
and why is described to the byte in docs/draws.md; this file shares no line with the program that draws.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

NAME = b"mukhattat-draw-1"
FILE_PARTS = {
    "entrants", "lots", "manifest", "manifest_hash", "public_evidence", "public_value", "results", "reveals", "seal",
    "seed",
}  # fmt: skip
MANIFEST_PARTS = {
    "draw", "entrants", "format", "lots", "office", "officials", "public_due_at", "public_form", "public_source",
    "session_at", "title",
}  # fmt: skip
FORMS = {"decimal2": r"(0|[1-9][0-9]{0,11})\.[0-9]{2}", "hex64": r"[0-9a-f]{64}"}
MOST_BYTES = 512 * 1024 * 1024


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def one_form(value: object) -> bytes:
    """Return JSON with sorted names, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def named(purpose: bytes, value: object) -> str:
    """Return the hash of a value under its purpose."""
    return sha256(NAME + b"." + purpose + b"\n" + one_form(value)).hex()


def root_of(leaves: list[bytes]) -> bytes:
    """Return the Merkle root of leaf hashes (RFC 6962): a list splits at the largest power of two below its count."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:]))


def list_root(rows: list) -> str:
    """Return the root of a list of rows."""
    return root_of([sha256(b"\x00" + one_form(row)) for row in rows]).hex()


class Dice:
    """Whole numbers from the seed: SHA-256 of a key and a counter, eight bytes a throw."""

    def __init__(self, seed: str, label: dict) -> None:
        self.key = sha256(NAME + b".stream\n" + bytes.fromhex(seed) + one_form(label))
        self.counter = 0
        self.left = b""

    def word(self) -> int:
        """Return the next eight bytes as a number."""
        if not self.left:
            self.left = sha256(self.key + self.counter.to_bytes(8, "big"))
            self.counter += 1
        head, self.left = self.left[:8], self.left[8:]
        return int.from_bytes(head, "big")

    def upto(self, count: int) -> int:
        """Return a number from 0 to count - 1; throws that would favour some are thrown again."""
        fair = (2**64 // count) * count
        while True:
            thrown = self.word()
            if thrown < fair:
                return thrown % count

    def mix(self, items: list) -> list:
        """Return the items shuffled: from the last place to the second, each changes with one at or before it."""
        mixed = items[:]
        place = len(mixed) - 1
        while place >= 1:
            other = self.upto(place + 1)
            mixed[place], mixed[other] = mixed[other], mixed[place]
            place -= 1
        return mixed


def drawn_again(seed: str, entrants: list, lots: list) -> list:
    """Return the results that follow from the seed and the lists."""
    rows = []
    for name in sorted({entrant["class"] for entrant in entrants}, key=lambda text: text.encode("utf-8")):
        here = [entrant for entrant in entrants if entrant["class"] == name]
        order = []
        for level in sorted({entrant["priority"] for entrant in here}):
            same = [entrant["ticket"] for entrant in here if entrant["priority"] == level]
            order += Dice(seed, {"class": name, "priority": level, "what": "entrants"}).mix(same)
        mine = [lot["lot"] for lot in lots if lot["class"] == name]
        gifts = Dice(seed, {"class": name, "what": "lots"}).mix(mine)
        for place, ticket in enumerate(order):
            rows.append(
                {
                    "class": name,
                    "lot": gifts[place] if place < len(gifts) else None,
                    "ticket": ticket,
                    "turn": place + 1,
                }
            )
    return rows


class Report:
    """What was checked, in both languages, line by line."""

    def __init__(self) -> None:
        self.differs = 0

    def say(self, text: str) -> None:
        """Write a line."""
        sys.stdout.write(text + "\n")

    def check(self, holds: object, arabic: str, english: str) -> bool:
        """Write whether something holds."""
        self.differs += not holds
        self.say(("[ ok ] سليم: " if holds else "[FAIL] مختلف: ") + arabic + " | " + english)
        return bool(holds)


def is_hash(value: object) -> bool:
    """Say whether a value is 64 hexadecimal digits."""
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def entrants_in_form(rows: object) -> bool:
    """Say whether every entrant has its three parts and stands in the list once."""
    return (
        isinstance(rows, list)
        and len(rows) > 0
        and all(
            isinstance(row, dict)
            and set(row) == {"class", "priority", "ticket"}
            and isinstance(row["class"], str)
            and type(row["priority"]) is int
            and is_hash(row["ticket"])
            for row in rows
        )
        and len({row["ticket"] for row in rows}) == len(rows)
    )


def lots_in_form(rows: object) -> bool:
    """Say whether every lot has its three parts and stands in the list once."""
    return (
        isinstance(rows, list)
        and len(rows) > 0
        and all(
            isinstance(row, dict)
            and set(row) == {"class", "facts", "lot"}
            and isinstance(row["class"], str)
            and isinstance(row["lot"], str)
            and isinstance(row["facts"], dict)
            and all(type(fact) is int for fact in row["facts"].values())
            for row in rows
        )
        and len({row["lot"] for row in rows}) == len(rows)
    )


def officials_in_form(file: dict) -> bool:
    """Say whether officials are numbered from 1, sealed different secrets, and each has a reveal."""
    officials, reveals = file["manifest"]["officials"], file["reveals"]
    return (
        isinstance(officials, list)
        and isinstance(reveals, list)
        and len(officials) >= 2
        and all(isinstance(each, dict) and set(each) == {"commitment", "number", "title"} for each in officials)
        and all(isinstance(each, dict) and set(each) == {"nonce", "number", "secret"} for each in reveals)
        and [each["number"] for each in officials] == list(range(1, len(officials) + 1))
        and [each["number"] for each in reveals] == list(range(1, len(officials) + 1))
        and len({str(each["commitment"]) for each in officials}) == len(officials)
    )


def kept_promise(draw: str, official: dict, shown: dict) -> bool:
    """Say whether an official revealed what he had sealed."""
    secret, nonce = shown["secret"], shown["nonce"]
    if not is_hash(secret) or not isinstance(nonce, str) or not re.fullmatch(r"[0-9a-f]{32}", nonce):
        return False
    text = "{}|{}|{}|{}".format(draw, official["number"], secret, nonce)
    return sha256(text.encode("utf-8")).hex() == official["commitment"]


def check_shape(file: dict, content: bytes, report: Report) -> bool:
    """Check that the file has all its parts, no other, and is written in the one form."""
    whole = isinstance(file, dict) and set(file) == FILE_PARTS and isinstance(file["manifest"], dict)
    if not report.check(whole, "أجزاء الملف كاملة", "the file has all its parts and no other"):
        return False
    good = set(file["manifest"]) == MANIFEST_PARTS and file["manifest"]["format"] == NAME.decode()
    good = report.check(good, "بيان القرعة كامل وبالصيغة الأولى", "the manifest is whole and of this format")
    good &= report.check(
        entrants_in_form(file["entrants"]), "قائمة المشاركين سليمة الصياغة", "entrants are well formed, none twice"
    )
    good &= report.check(lots_in_form(file["lots"]), "قائمة القطع سليمة الصياغة", "lots are well formed, none twice")
    good = good and report.check(
        officials_in_form(file), "المؤتمنون مرقمون ولكل منهم سر", "officials are numbered, each with a reveal"
    )
    report.check(
        one_form(file) + b"\n" == content,
        "الملف مكتوب بالصيغة الموحدة",
        "the file is written in the one form, to the byte",
    )
    return bool(good)


def check_lists(file: dict, expected: str | None, report: Report) -> None:
    """Check the lists against the manifest, and the manifest against its hash and the one that was written down."""
    manifest = file["manifest"]
    for part, arabic in (("entrants", "المشاركين"), ("lots", "القطع")):
        held = {"count": len(file[part]), "root": list_root(file[part])}
        report.check(held == manifest[part], "جذر قائمة " + arabic + " وعددها", "root and count of the " + part)
    found = named(b"manifest", manifest)
    report.check(found == file["manifest_hash"], "بصمة البيان", "hash of the manifest")
    if expected is None:
        report.say(
            "[ ?? ] قارن بصمة البيان بما أُعلن قبل القرعة | compare this hash with what was told before the draw:"
        )
    else:
        report.check(
            found == expected.lower(), "بصمة البيان هي المعلنة قبل القرعة", "the hash is the one told before the draw"
        )
    report.say("       " + found)


def check_seed(file: dict, report: Report) -> None:
    """Check promises, public value and seed."""
    manifest = file["manifest"]
    for official, shown in zip(manifest["officials"], file["reveals"]):  # noqa: B905 - Python 3.9
        number = str(official["number"])
        held = kept_promise(manifest["draw"], official, shown)
        report.check(
            held,
            "سر المؤتمن رقم " + number + " هو الذي أودع بصمته",
            "official " + number + " revealed what he had sealed",
        )
    form = FORMS.get(str(manifest["public_form"]), r"(?!)")
    value = file["public_value"]
    good = isinstance(value, str) and re.fullmatch(form, value) is not None
    report.check(good, "القيمة المعلنة بالصيغة المتفق عليها", "the public value is in the announced form")
    report.check(seed_again(file) == file["seed"], "البذرة", "seed")


def seed_again(file: dict) -> str:
    """Return the seed that follows from the manifest, the revealed secrets and the public value."""
    parts = {"manifest": file["manifest_hash"], "public_value": file["public_value"], "reveals": file["reveals"]}
    return named(b"seed", parts)


def check_results(file: dict, report: Report) -> None:
    """Draw again, and compare."""
    again = drawn_again(seed_again(file), file["entrants"], file["lots"])
    same = again == file["results"]
    report.check(same, "النتائج كما تخرج من البذرة", "results are those that follow from the seed")
    if not same and isinstance(file["results"], list):
        for place, row in enumerate(again):
            if place >= len(file["results"]) or row != file["results"][place]:
                report.say("       الموضع الأول المختلف | first that differs: " + one_form(row).decode("utf-8"))
                break
    rest = {part: value for part, value in file.items() if part != "seal"}
    report.check(named(b"proof", rest) == file["seal"], "ختم الملف", "seal of the file")


def check_ticket(file: dict, asked: argparse.Namespace, report: Report) -> None:
    """Say what a ticket drew, and whether it is that of a key and a salt."""
    if asked.key is not None and asked.salt is not None:
        own = named(b"ticket", {"draw": file["manifest"]["draw"], "key": asked.key, "salt": asked.salt})
        report.check(own == asked.ticket, "التذكرة لصاحب هذا الرقم", "the ticket belongs to this key")
    found = [row for row in file["results"] if row["ticket"] == asked.ticket]
    if report.check(found, "التذكرة في القائمة", "the ticket stands in the list"):
        lot = found[0]["lot"]
        report.say("       " + ("لم تخرج له قطعة: احتياط | no lot: among the reserves" if lot is None else lot))


def check(content: bytes, asked: argparse.Namespace, report: Report) -> None:
    """Check a file from its first byte to its last result."""
    try:
        file = json.loads(content.decode("utf-8"))
        one_form(file)
    except (ValueError, RecursionError):
        report.check(False, "الملف لا يُقرأ", "the file cannot be read as JSON")
        return
    if not check_shape(file, content, report):
        return
    check_lists(file, asked.manifest, report)
    check_seed(file, report)
    check_results(file, report)
    if asked.ticket is not None and not report.differs:
        check_ticket(file, asked, report)
    manifest = file["manifest"]
    report.say("")
    report.say(str(manifest["draw"]) + " - " + str(manifest["title"]))
    report.say(
        "القيمة المعلنة، قارنها بمصدرها | public value, compare it with its source: " + str(file["public_value"])
    )
    report.say("       " + str(manifest["public_source"]) + " | " + str(manifest["public_due_at"]))
    report.say("الختم | seal " + str(file["seal"]))


def main(arguments: list[str] | None = None) -> int:
    """Check the file that is named; return 0 when all holds."""
    reader = argparse.ArgumentParser(description="يتحقق من قرعة منشورة | checks a published draw of lots")
    reader.add_argument("file")
    reader.add_argument("--manifest", help="the hash that was told before the draw")
    reader.add_argument("--ticket")
    reader.add_argument("--key")
    reader.add_argument("--salt")
    asked = reader.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    content = Path(asked.file).read_bytes()
    report = Report()
    if report.check(len(content) <= MOST_BYTES, "حجم الملف", "size of the file"):
        check(content, asked, report)
    if report.differs:
        report.say("القرعة لا تصح كما نُشرت | DIFFERS: " + str(report.differs))
    else:
        report.say("القرعة صحيحة | OK: the draw holds")
    return 1 if report.differs else 0


if __name__ == "__main__":
    sys.exit(main())
