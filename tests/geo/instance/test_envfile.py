"""The file of passwords and keys."""

import base64
import stat

from geo.instance import envfile


def test_only_its_owner_may_read_it_from_the_first_moment(tmp_path):
    path = tmp_path / "var" / "instance.env"
    envfile.write(path, {"A": "1"})
    path.chmod(0o644)
    envfile.write(path, {"A": "2"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["instance.env"]


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "instance.env"
    values = {"URL": "postgis://a:b%23=@h:1/d?x=y", "EMPTY": ""}
    envfile.write(path, values)
    assert envfile.read(path) == values


def test_a_missing_file_is_empty(tmp_path):
    assert envfile.read(tmp_path / "instance.env") == {}


def test_keys_are_made_once_and_what_a_person_added_stays():
    first = envfile.with_keys({"OWN": "kept"}, {})
    again = envfile.with_keys(first, {"SECRET_KEY": "another"})
    assert again == first
    assert first["OWN"] == "kept"
    assert first["STORAGE_SRID"] == "9359"


def test_a_key_in_the_environment_is_taken_over():
    assert envfile.with_keys({}, {"FIELD_HASH_KEY": "00ff"})["FIELD_HASH_KEY"] == "00ff"


def test_keys_have_the_form_their_users_need():
    values = envfile.with_keys({}, {})
    assert len(base64.urlsafe_b64decode(values["FIELD_ENCRYPTION_KEY"])) == 32
    assert len(bytes.fromhex(values["FIELD_HASH_KEY"])) == 32
    assert len(values["SECRET_KEY"]) >= 50
    assert values["SECRET_KEY"] != envfile.with_keys({}, {})["SECRET_KEY"]
