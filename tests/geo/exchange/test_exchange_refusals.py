"""What cannot be exported is refused before anything is written, in one sentence that says what to do."""

import pytest
from django.core.management import CommandError, call_command

from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


def refusal(*arguments: object, **options: object) -> str:
    """Run the command, which must refuse; return its sentence."""
    with pytest.raises(CommandError) as refused:
        call_command("export_layer", *arguments, language="en", **options)
    return str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["roads"], "municipalities, districts, zoning, grant_plots, streets, plans, parcels,"),
        (["parcel_labels"], "Export layer “parcels”: its style carries them"),
        (
            ["parcels", "--format", "dwg"],
            "“dwg” cannot be written. The formats are: csv, dxf, fgb, geojson, gpkg, kml, parquet, shp",
        ),
        (["parcels", "--crs", "999999"], "EPSG:999999 is not"),
        (["parcels", "--crs", "2319"], "from KSA-GRF17 / UTM zone 39N to ED50 / TM27"),
    ],
)
def test_a_wrong_choice_is_answered_with_the_right_ones(tmp_path, arguments, said):
    assert said in refusal(*arguments, out=tmp_path / "out.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_municipal_body_is_answered_with_the_codes_there_are(places, tmp_path):
    said = refusal("parcels", municipality="77", out=tmp_path / "out.gpkg")
    assert "code “77”. The codes are: 500, 501, 5011, 5012" in said


def test_a_body_without_territory_cannot_limit_a_layer_that_names_no_body(places, tmp_path):
    Municipality.objects.create(kind=MunicipalityKind.MUNICIPALITY, code="502", name="بلدية جديدة")
    said = refusal("streets", municipality="502", out=tmp_path / "out.gpkg")
    assert "“بلدية جديدة” has no territory yet" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("parcels.shp", "must end with “.gpkg”"),
        ("parcels", "must end with “.gpkg”"),
        ("old.gpkg", "is already there. Choose another name, or add --overwrite."),
        ("folder.gpkg", "cannot be written: Is a directory"),
        ("missing/parcels.gpkg", "cannot be written: No such file or directory"),
        ("old.gpkg/parcels.gpkg", "cannot be written: Not a directory"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused(tmp_path, name, said):
    (tmp_path / "old.gpkg").write_text("")
    (tmp_path / "folder.gpkg").mkdir()
    assert said in refusal("parcels", out=tmp_path / name)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder.gpkg", "old.gpkg"]


def test_a_name_of_a_format_is_refused_before_the_file_is_looked_at(tmp_path):
    (tmp_path / "old.gpkg").write_text("kept")
    refusal("parcels", "--format", "dwg", "--overwrite", out=tmp_path / "old.gpkg")
    assert (tmp_path / "old.gpkg").read_text() == "kept"
