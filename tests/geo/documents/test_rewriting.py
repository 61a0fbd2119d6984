"""PDF that are handed in: what is seen stays; what acts, is attached or hides is gone; broken ones are refused."""

import hashlib
import subprocess
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.utils.translation import override
from pikepdf import Array, Dictionary, Name, String

from geo.documents import safe
from geo.documents.errors import (
    DocumentActive,
    DocumentLocked,
    DocumentTooMuch,
    DocumentUnreadable,
    RewritingUnavailable,
)
from geo.documents.rewriting import rewritten
from geo.documents.safe import made_safe
from geo.exchange.reading.limits import Limits
from geo.municipalities.scope import everywhere
from geo.series.models import ChainEntry
from tests.factories.papers import blank, pdf, saved
from tests.geo.documents.test_archive import filed, upload
from tests.geo.documents.test_content import png

SECRET = "HIDDEN-26.55"
#: Names that make a reader do, open, fetch or unpack something (ISO 32000-2, 7.11, 12.3 to 12.7, 13).
ACTIVE = {
    "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoTo", "/GoToR", "/GoToE", "/URI",
    "/Rendition", "/RichMedia", "/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/FileAttachment", "/OpenAction", "/AA",
    "/XFA", "/AcroForm", "/Annots", "/Names", "/Metadata", "/Encrypt", "/Collection", "/PieceInfo", "/Ref", "/OPI",
}  # fmt: skip


def action(kind, **more):
    return Dictionary(S=Name("/" + kind), **more)


def note(made, **told):
    page = made.pages[0].obj
    page.Annots = Array([*page.get("/Annots", []), made.make_indirect(Dictionary(Type=Name.Annot, **told))])


def script_at_opening(made):
    made.Root.OpenAction = action("JavaScript", JS=String(SECRET))


def script_by_name(made):
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("a"), action("JavaScript", JS=String(SECRET))]))


def script_of_the_page(made):
    made.pages[0].obj.AA = Dictionary(O=action("JavaScript", JS=made.make_stream(SECRET.encode())))


def script_of_the_file(made):
    made.Root.AA = Dictionary(WC=action("JavaScript", JS=String(SECRET)))


def program_behind_a_link(made):
    note(made, Subtype=Name.Link, Rect=[0, 0, 200, 200], A=action("Launch", F=String(SECRET)))


def form_that_is_sent(made):
    note(made, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action("SubmitForm", F=String("https://x.example/" + SECRET)))


def attached_file(made):
    made.attachments["a.exe"] = SECRET.encode()


def pinned_file(made):
    held = made.make_stream(SECRET.encode(), Type=Name.EmbeddedFile)
    note(
        made, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9],
        FS=Dictionary(Type=Name.Filespec, F=String("x"), EF=Dictionary(F=held)),
    )  # fmt: skip


def film(made):
    note(made, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9], RichMediaContent=Dictionary(X=String(SECRET)))


def address(made):
    note(made, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action("URI", URI=String("https://x.example/" + SECRET)))


def metadata(made):
    made.Root.Metadata = made.make_stream(f"<x>{SECRET}</x>".encode(), Type=Name.Metadata, Subtype=Name.XML)
    made.docinfo["/Author"] = SECRET


def notes_of_a_program(made):
    made.pages[0].obj.PieceInfo = Dictionary(Acme=Dictionary(Private=String(SECRET)))


def picture_elsewhere(made):
    held = made.make_stream(b"q Q", Subtype=Name.Form, BBox=[0, 0, 9, 9], Ref=Dictionary(F=String(SECRET), Page=0))
    made.pages[0].obj.Resources.XObject = Dictionary(X=held)


def page_that_was_taken_out(made):
    made.make_indirect(Dictionary(Type=Name.Page, Contents=made.make_stream(SECRET.encode())))


HOSTILE = {
    script_at_opening: ("actions",), script_by_name: ("actions",), script_of_the_page: ("actions",),
    script_of_the_file: ("actions",), program_behind_a_link: ("actions",), form_that_is_sent: ("actions",),
    attached_file: ("attachments",), pinned_file: ("attachments",), film: ("attachments",), address: ("links",),
    metadata: (), notes_of_a_program: (), picture_elsewhere: (), page_that_was_taken_out: (),
}  # fmt: skip


def made_hostile(*hows, **how):
    made = blank()
    for each in hows:
        each(made)
    return saved(made, **how)


def all_that_is_in(content):
    """Return every name, key, text and unpacked stream of a file: nothing of it is folded away."""
    with pikepdf.open(BytesIO(content)) as opened:
        return [told for each in opened.objects for told in told_in(each)] + list(opened.trailer.keys())


def told_in(value):
    if isinstance(value, pikepdf.Stream):
        yield value.read_bytes().decode("latin-1")
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        yield from value.keys()
        inside = [inner for _key, inner in value.items()]
    else:
        inside = list(value) if isinstance(value, pikepdf.Array) else []
        yield str(value)
    for inner in inside:  # what is indirect has its own turn
        if not (isinstance(inner, pikepdf.Object) and inner.is_indirect):
            yield from told_in(inner)


def words(content):
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("folded", [False, True], ids=["plain", "folded"])
@pytest.mark.parametrize("how", HOSTILE, ids=lambda how: how.__name__)
def test_what_acts_is_attached_or_hides_is_gone_and_the_page_stays(how, folded):
    mode = pikepdf.ObjectStreamMode.generate if folded else pikepdf.ObjectStreamMode.disable
    kept = made_safe(made_hostile(how, object_stream_mode=mode))
    told = all_that_is_in(kept.content)
    assert not ACTIVE & set(told)
    assert not [each for each in told if SECRET in each]
    assert "PLAN" in words(kept.content)
    assert kept.left_out == HOSTILE[how]


def test_all_of_it_at_once_is_gone():
    kept = made_safe(made_hostile(*set(HOSTILE) - {picture_elsewhere}))
    assert kept.content == pdf()
    assert kept.left_out == ("actions", "attachments", "links")


def test_a_name_written_in_hexadecimal_hides_nothing():
    made = blank()
    made.Root.OpenAction = action("JavaScriptXX", JS=String(SECRET))
    sent = saved(made).replace(b"/JavaScriptXX", b"/J#61vaScript")  # of the same length
    kept = made_safe(sent)
    assert (kept.content, kept.left_out) == (pdf(), ("actions",))


def test_what_was_filled_in_and_drawn_above_stays_to_be_read():
    made = blank()
    look = made.make_stream(
        b"BT /F1 12 Tf 2 2 Td (FILLED-IN) Tj ET", Subtype=Name.Form, BBox=[0, 0, 100, 20],
        Resources=made.pages[0].obj.Resources,
    )  # fmt: skip
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("FILLED-IN"), F=4,
            Rect=[10, 10, 110, 30], AP=Dictionary(N=look), AA=Dictionary(K=action("JavaScript", JS=String(SECRET))),
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = made.make_indirect(Dictionary(Fields=[field]))
    kept = made_safe(saved(made))
    assert "FILLED-IN" in words(kept.content)
    assert not ACTIVE & set(all_that_is_in(kept.content))
    assert kept.left_out == ("actions", "forms")


def test_layers_that_were_hidden_stay_hidden():
    made = blank()
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("pipes"), Usage=Dictionary(X=String(SECRET))))
    made.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer], AS=[Dictionary(Event=Name.View)]))
    page = made.pages[0].obj
    page.Resources.Properties = Dictionary(MC0=layer)
    page.Contents = made.make_stream(b"/OC /MC0 BDC BT /F1 24 Tf 20 100 Td (PIPES) Tj ET EMC")
    kept = made_safe(saved(made)).content
    with pikepdf.open(BytesIO(kept)) as opened:
        shown = opened.Root.OCProperties
        assert shown.D.OFF[0].objgen == opened.pages[0].obj.Resources.Properties.MC0.objgen
        assert "/AS" not in shown.D
    assert SECRET not in "".join(all_that_is_in(kept))


def test_sizes_turns_and_resources_that_pages_inherit_stay():
    made = blank()
    page = made.pages[0].obj
    made.Root.Pages.Resources, made.Root.Pages.Rotate = page.Resources, 90
    del page.Resources
    kept = made_safe(saved(made)).content
    with pikepdf.open(BytesIO(kept)) as opened:
        assert opened.pages[0].rotation == 90
    assert "PLAN" in words(kept)


@pytest.mark.parametrize(("owner", "user"), [("o", "u"), ("o", ""), ("", "")])
def test_a_locked_file_is_refused_in_words_of_its_own(owner, user):
    with pytest.raises(DocumentLocked) as refused:
        made_safe(saved(blank(), encryption=pikepdf.Encryption(owner=owner, user=user)))
    with override("en"):
        assert "password" in str(refused.value)


def dynamic_form(made):
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=[])


def portfolio(made):
    attached_file(made)
    made.Root.Collection = Dictionary(View=Name.D)


def data_in_another_file(made):
    made.pages[0].obj.Contents = made.make_stream(b"", F=Dictionary(F=String("/etc/passwd")))


def postscript(made):
    made.pages[0].obj.Resources.XObject = Dictionary(X=made.make_stream(b"showpage", Subtype=Name.PS))


@pytest.mark.parametrize("how", [dynamic_form, portfolio, data_in_another_file, postscript])
def test_what_shows_nothing_of_its_own_is_refused(how):
    with pytest.raises(DocumentActive):
        made_safe(made_hostile(how))


def damaged_stream():
    made = blank()
    data = zlib.compress(b"q Q" * 99)[:-9] + b"x" * 9
    made.pages[0].obj.Contents = made.make_stream(data, Filter=Name.FlateDecode)
    return saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def pages_in_a_circle():
    made = blank()
    made.Root.Pages.Kids.append(made.Root.Pages)
    return saved(made)


BROKEN = {
    "cut in the middle": lambda: pdf()[:300] + b"\n%%EOF\n",
    "a part is missing": lambda: pdf()[:120] + pdf()[160:],
    "the table is wrong": lambda: pdf().replace(b"startxref\n", b"startxref\n9"),
    "no catalogue": lambda: pdf().replace(b"/Catalog", b"/Catalox").replace(b"/Pages 2", b"/Pagex 2"),
    "words and no objects": lambda: b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n",
    "a damaged stream": damaged_stream,
    "pages in a circle": pages_in_a_circle,
    "no page": lambda: saved(pikepdf.new()),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_is_refused_and_never_mended(how):
    with pytest.raises(DocumentUnreadable):
        made_safe(BROKEN[how]())


def test_a_second_file_within_is_gone():
    """A ZIP, a page of HTML or a picture between the objects: whoever opens the paper as such finds none."""
    sent = pdf().replace(b"%\xbf\xf7\xa2\xfe\n", b"%\xbf\xf7\xa2\xfe\n%<script>" + b"x" * 20 + b"</script>\n")
    made = blank()
    made.pages[0].obj.Private = made.make_stream(png())
    for each in (saved(made), sent if len(sent) == len(pdf()) else saved(made)):
        assert made_safe(each).content == pdf()


def test_more_than_a_paper_holds_is_refused():
    made = blank()
    for _ in range(2000):
        made.add_blank_page()
    with pytest.raises(DocumentTooMuch):
        made_safe(saved(made))


def test_what_takes_too_much_memory_is_stopped(monkeypatch):
    made = blank()
    made.pages[0].obj.Private = pikepdf.Object.parse(b"[" + b"0 " * 1_500_000 + b"]")
    monkeypatch.setattr(safe, "_LIMITS", Limits(address_space=256 * 1024**2, cpu_s=20, written_file=1))
    with pytest.raises(DocumentTooMuch):
        made_safe(saved(made))


def test_where_the_process_cannot_be_confined_nothing_is_taken(monkeypatch):
    monkeypatch.setitem(safe.__dict__, "_REFUSALS", {**safe._REFUSALS, "locked": RewritingUnavailable})
    with pytest.raises(RewritingUnavailable):
        made_safe(saved(blank(), encryption=pikepdf.Encryption(owner="o", user="")))


def test_the_same_file_gives_the_same_bytes_and_a_second_time_changes_nothing():
    first, again = made_safe(made_hostile(*HOSTILE)).content, made_safe(made_hostile(*HOSTILE)).content
    assert first == again == made_safe(first).content


def test_the_process_sees_no_other_files(tmp_path):
    """What it gives up it has really given up: the network and every file beside its libraries."""
    code = (
        "import sys, json, socket; from pathlib import Path; from geo.documents import rewriting as r;"
        "from geo.exchange.reading.confinement import confine; from geo.exchange.reading.limits import Limits;"
        f"held = confine(Path({str(tmp_path)!r}), r._libraries(), Limits());"
        "\ntry: socket.socket(); print('network')\nexcept OSError: print('none')"
        "\ntry: open('/etc/hostname').read(); print('files')\nexcept OSError: print('none')"
        "\nprint(held['files'])"
    )
    done = subprocess.run([safe.sys.executable, "-c", code], cwd=safe._ROOT, capture_output=True, check=True, text=True)
    network, files, held = done.stdout.split("\n")[:3]
    assert network == "none"
    assert files == "none" or not held.startswith("landlock")


@pytest.mark.django_db
def test_the_chain_keeps_the_hash_of_what_was_sent_and_what_was_left_out(places):
    sent = made_hostile(script_at_opening, attached_file)
    paper = filed(places.west, sent)
    assert (paper.received_sha256, paper.sha256) == (
        hashlib.sha256(sent).hexdigest(), hashlib.sha256(pdf()).hexdigest(),
    )  # fmt: skip
    with everywhere():
        entry = ChainEntry.objects.get(subject=f"documents.document:{paper.pk}").payload
    assert entry["received"] == paper.received_sha256
    assert entry["left_out"] == ["actions", "attachments"]


@pytest.mark.django_db
def test_whoever_files_is_told_what_was_left_out(client, places):
    client.force_login(places.west.engineer)
    answer = upload(client, places.west, made_hostile(script_at_opening, address))
    said = [str(each) for each in answer.wsgi_request._messages]
    assert len(said) == 2
    assert upload(client, places.west, pdf("OTHER")).status_code == 302


@pytest.mark.django_db
def test_what_a_signature_was_worth_is_kept_with_the_hash(places):
    made = blank()
    field = made.make_indirect(Dictionary(FT=Name.Sig, T=String("s"), V=Dictionary(Type=Name.Sig)))
    made.Root.AcroForm = made.make_indirect(Dictionary(Fields=[field], SigFlags=3))
    paper = filed(places.west, saved(made))
    with everywhere():
        entry = ChainEntry.objects.get(subject=f"documents.document:{paper.pk}").payload
    assert entry["left_out"] == ["signatures"]
    assert entry["signature"]["verdict"] in ("altered", "unreadable", "unsigned")


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["locked", "broken"])
def test_a_refused_file_leaves_nothing_and_says_why(client, places, sent):
    content = {
        "locked": saved(blank(), encryption=pikepdf.Encryption(owner="o", user="")), "broken": pdf()[:300] + b"%%EOF",
    }[sent]  # fmt: skip
    client.force_login(places.west.engineer)
    answer = upload(client, places.west, content)
    assert answer.status_code == 400


def test_rewriting_is_a_function_of_the_bytes_alone():
    assert rewritten(made_hostile(metadata))[0] == pdf()
