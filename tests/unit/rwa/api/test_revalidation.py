import pytest

from rwa.api.revalidation import entity_tag, is_known

TAG = entity_tag(b"body")


def test_entity_tag__of_bytes__is_strong_quoted_and_their_own() -> None:
    assert TAG.startswith('"')
    assert TAG.endswith('"')
    assert entity_tag(b"body") == TAG != entity_tag(b"bodx")


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("", False),
        (TAG, True),
        (f"W/{TAG}", True),
        (f'"other", {TAG}', True),
        (f'"other",W/{TAG} , "third"', True),
        ('"other"', False),
        ("*", True),
        (" * ", True),
        (TAG.strip('"'), False),
        (f'"prefix-{TAG.strip(chr(34))}"', False),
        ('"', False),
        ('"a, b"', False),
    ],
)
def test_is_known__lists_of_tags__by_rfc_9110(header: str, known: bool) -> None:
    assert is_known(TAG, header) == known
