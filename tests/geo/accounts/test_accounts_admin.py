"""Who may edit users in the administration does not become more than that."""

import pytest
from django.contrib.auth.models import Permission

from geo.accounts.models import User


@pytest.fixture
def clerk(db):
    user = User.objects.create_user("clerk", password="clerk-pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user", "add_user"]))
    return user


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", password="root-pass")


def form_of(user):
    return {
        "username": user.username, "full_name": "changed", "email": "", "is_active": "on", "is_staff": "on",
        "is_superuser": "on", "last_login_0": "", "last_login_1": "", "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00", "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip


def test_a_clerk_does_not_make_himself_a_superuser(client, clerk):
    client.force_login(clerk)
    answer = client.post(f"/admin/accounts/user/{clerk.pk}/change/", form_of(clerk))
    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert clerk.full_name == "changed"
    assert not clerk.is_superuser


@pytest.mark.parametrize("page", ["change", "password"])
def test_a_clerk_does_not_touch_the_account_of_a_superuser(client, clerk, root, page):
    client.force_login(clerk)
    sent = {**form_of(root), "password1": "a-new-pass-1", "password2": "a-new-pass-1", "usable_password": "true"}
    assert client.post(f"/admin/accounts/user/{root.pk}/{page}/", sent).status_code == 403
    root.refresh_from_db()
    assert root.check_password("root-pass")


def test_a_superuser_gives_rights(client, clerk, root):
    client.force_login(root)
    assert client.post(f"/admin/accounts/user/{clerk.pk}/change/", form_of(clerk)).status_code == 302
    clerk.refresh_from_db()
    assert clerk.is_superuser
