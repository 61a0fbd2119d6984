"""Error pages are whole without a database, in both languages."""

import pytest
from django.template.loader import get_template


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "403_csrf"])
def test_an_error_page_needs_neither_request_nor_database_and_speaks_both_languages(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert 'lang="ar" dir="rtl"' in html
    assert 'lang="en" dir="ltr"' in html
    assert code[:3] in html
